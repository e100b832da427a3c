"""A file that comes piece by piece is the whole file or none, goes on after a break, and is never two files mixed."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any
from unittest.mock import AsyncMock

import httpx2
import pytest
from pymongo.errors import OperationFailure

from services.intake.domain.evidence import LARGEST_FILE, LARGEST_FILM, MOST_PARTS, PIECE, TOO_LARGE
from services.intake.domain.pieces import HOUR, RESUMED_WITHIN, hour_of, sum_of
from services.intake.handlers.desk.take_over import take_over
from services.intake.handlers.person import add_evidence, add_in_pieces, keep_upload
from services.intake.handlers.person.add_in_pieces import MOST_BEGUN
from services.intake.handlers.requests.sweep import UnclaimedUploads
from services.intake.limits import FILES_OF_ONE, PIECES_OF_ONE
from shared.clock import now
from shared.errors import TooMany
from shared.store import Repository
from shared.web.client_limit import ClientLimit
from tests.harness.services.intake import Place, let_in
from tests.harness.staff_cookies import cookie_of
from tests.service.intake.test_evidence import (
    ANNA,
    FAILURES,
    PAGE,
    PNG,
    WORDS,
    add,
    age,
    at_the_face,
    contact_of,
    evidence_of,
    form,
    nothing_came_of_it,
    original,
)

pytestmark = pytest.mark.engines

FILM = b"\0\0\0\x18ftypisom\0\0\2\0isom"
ASIDE = {"lotse-aside": "1"}
FILE = PNG + (bytes(at * 31 % 251 for at in range(251)) * (2 * PIECE // 251 + 2))[: 2 * PIECE + 77]


def cut(file: bytes) -> list[bytes]:
    return [file[at : at + PIECE] for at in range(0, len(file), PIECE)]


def sums(file: bytes) -> str:
    return sum_of(hashlib.sha256(each).digest() for each in cut(file))


class Sending:
    """As the page's script does it."""

    def __init__(self, browser: httpx2.AsyncClient, file: bytes, thread: str, begun: int = 0) -> None:
        self.browser, self.file, self.begun, self.ticket = browser, file, begun, ""
        self.known = {"thread": thread, "of_pieces": sums(file), "size": str(len(file))}

    async def begin(self, **other: str) -> httpx2.Response:
        answer = await self.browser.post(f"{PAGE}/stuecke", data=self.known | other, headers=ASIDE)
        if answer.status_code == 200:
            self.begun, self.ticket = answer.json()["begun"], answer.json()["ticket"]
        return answer

    async def piece(self, number: int, content: bytes | None = None, **other: str) -> httpx2.Response:
        sent = cut(self.file)[number] if content is None else content
        said = {"begun": str(self.begun), "number": str(number), "sha256": hashlib.sha256(sent).hexdigest()}
        said |= {"ticket": self.ticket}
        chosen = {"file": ("x", sent, "application/octet-stream")}
        fields = self.known | said | other
        return await self.browser.post(f"{PAGE}/stueck", data=fields, files=chosen, headers=ASIDE)

    async def pieces(self, numbers: Iterable[int] | None = None) -> None:
        for number in range(len(cut(self.file))) if numbers is None else numbers:
            assert (await self.piece(number)).status_code == 204

    async def hand_in(self, **fields: str) -> httpx2.Response:
        said = await form(self.browser) | self.known | {"begun": str(self.begun), "ticket": self.ticket} | fields
        return await self.browser.post(PAGE, data=said, files={"nothing": ("", b"")})

    async def whole(self) -> httpx2.Response:
        assert (await self.begin()).status_code == 200
        await self.pieces()
        return await self.hand_in()


async def sending(browser: httpx2.AsyncClient, file: bytes = FILE) -> Sending:
    await let_in(browser)
    return Sending(browser, file, (await form(browser))["thread"])


@pytest.mark.parametrize("size", [PIECE + 1, 2 * PIECE, len(FILE)])
async def test_the_desk_gets_byte_for_byte_what_came_in_pieces(
    place: Place, browser: httpx2.AsyncClient, desk: httpx2.AsyncClient, size: int
) -> None:
    sent = await sending(browser, FILE[:size])
    taken = await sent.whole()
    assert (taken.status_code, taken.headers["location"]) == (303, f"{PAGE}?erledigt=beweis")
    (piece,) = await evidence_of(place)
    assert piece.manifest.sha256 == hashlib.sha256(FILE[:size]).hexdigest()
    contact = await contact_of(place)
    await take_over(place.desk, contact.id, ANNA)
    page = (await desk.get(f"/desk/cases/{contact.case_id}/record", headers=cookie_of(ANNA))).text
    assert (await desk.get(original(page), headers=cookie_of(ANNA))).content == FILE[:size]
    assert await at_the_face(place) == 0


async def test_after_a_break_only_what_is_missing_is_sent(place: Place, browser: httpx2.AsyncClient) -> None:
    first = await sending(browser)
    assert (await first.begin()).json()["there"] == []
    await first.pieces([0, 2])
    again = Sending(browser, FILE, first.known["thread"])
    assert (await again.begin()).json() == {
        "begun": first.begun,
        "there": [0, 2],
        "given": False,
        "ticket": again.ticket,
    }
    assert (await again.piece(2)).status_code == 204, "its answer was lost, and it comes once more"
    refused = await again.hand_in(**WORDS)
    assert refused.status_code == 422
    assert WORDS["text"] in refused.text
    await nothing_came_of_it(place)
    await again.pieces([1])
    assert (await again.hand_in(**WORDS)).status_code == 303
    (piece,) = await evidence_of(place)
    assert piece.manifest.said.text == WORDS["text"]


async def test_two_files_of_the_same_length_are_never_mixed(place: Place, browser: httpx2.AsyncClient) -> None:
    first = await sending(browser)
    await first.begin()
    await first.pieces([0, 1])
    other = Sending(browser, FILE[:-1] + b"!", first.known["thread"])
    assert (await other.begin()).json()["there"] == []
    assert (await other.piece(2, cut(FILE)[2])).status_code == 422, "without its own begin"
    await other.pieces([0, 1])
    assert (await other.piece(2, cut(FILE)[2])).status_code == 204, "only the whole shows that it is another file's"
    assert (await other.hand_in()).status_code == 422
    await nothing_came_of_it(place)
    assert (await first.begin()).json()["there"] == [0, 1]
    await first.pieces([2])
    assert (await first.hand_in()).status_code == 303


async def test_a_piece_is_what_it_was_announced_as(place: Place, browser: httpx2.AsyncClient) -> None:
    sent = await sending(browser)
    await sent.begin()
    assert (await sent.piece(0, sha256="0f" * 32)).status_code == 422
    assert (await sent.piece(0, cut(FILE)[0][:-1])).status_code == 422
    assert (await sent.piece(0, FILE[: PIECE + 1])).status_code == 413
    assert (await sent.piece(1)).status_code == 422, "without the first one"
    assert (await sent.piece(3, cut(FILE)[2])).status_code == 400
    assert (await sent.piece(0, size=str(LARGEST_FILM + 1))).status_code == 422
    assert await at_the_face(place) == 0


async def test_what_is_no_kind_of_ours_is_refused_with_its_first_piece(
    place: Place, browser: httpx2.AsyncClient
) -> None:
    sent = await sending(browser, b"MZ\x90\0" + FILE)
    await sent.begin()
    refused = await sent.piece(0)
    assert refused.status_code == 422
    assert refused.json()["title"].startswith("Diese Art von Datei nehmen wir nicht an.")
    assert await at_the_face(place) == 0


async def test_one_film_may_be_large_and_nothing_else(place: Place, browser: httpx2.AsyncClient) -> None:
    film = await sending(browser, FILM + b"1" * LARGEST_FILE)
    assert (await film.whole()).status_code == 303
    (piece,) = await evidence_of(place)
    assert (piece.manifest.size, piece.manifest.kind) == (len(film.file), "mp4")
    second = await Sending(browser, FILM + b"2" * LARGEST_FILE, film.known["thread"]).begin()
    assert second.status_code == 422
    assert "schon ein Film" in second.json()["title"]
    picture = Sending(browser, PNG + b"1" * LARGEST_FILE, film.known["thread"])
    picture.begun = film.begun
    assert (await picture.piece(0)).status_code == 422
    small = Sending(browser, FILM + b"3" * PIECE, film.known["thread"])
    assert (await small.whole()).status_code == 303


async def test_a_large_film_is_taken_whole_too_where_the_line_is_fast(
    place: Place, browser: httpx2.AsyncClient
) -> None:
    await let_in(browser)
    assert (await add(browser, FILM + b"1" * LARGEST_FILE)).status_code == 303
    refused = await add(browser, FILM + b"2" * LARGEST_FILE, **WORDS)
    assert refused.status_code == 422
    assert "schon ein Film" in refused.text
    assert WORDS["text"] in refused.text
    assert len(await evidence_of(place)) == 1


async def test_what_is_there_already_is_not_sent_again(place: Place, with_desk_away: httpx2.AsyncClient) -> None:
    sent = await sending(with_desk_away)
    assert (await sent.whole()).status_code == 303
    for _ in ("waits", "is taken over"):
        assert (await Sending(with_desk_away, FILE, sent.known["thread"]).begin()).json()["given"]
        again = await sent.hand_in()
        assert again.headers["location"] == f"{PAGE}?erledigt=beweis-da"
        await place.settle()
    assert len(await evidence_of(place)) == 1


async def test_what_broke_off_is_swept_and_what_takes_too_long_is_not_taken(
    place: Place, browser: httpx2.AsyncClient
) -> None:
    sent = await sending(browser)
    await sent.begin()
    await sent.pieces()
    sent.begun -= 3
    assert (await sent.piece(0)).status_code == 422
    late = await sent.hand_in(**WORDS)
    assert late.status_code == 422
    assert WORDS["text"] in late.text
    assert "schon übertragen" not in late.text
    await UnclaimedUploads(place.desk)()
    assert await at_the_face(place) == 3, "it may still be going on"
    await age(place)
    await UnclaimedUploads(place.desk)()
    assert await at_the_face(place) == 0
    await nothing_came_of_it(place)
    assert (await sent.begin()).json()["there"] == []


async def test_an_upload_of_the_last_hour_goes_on_and_an_older_one_begins_anew(
    place: Place, browser: httpx2.AsyncClient
) -> None:
    sent = await sending(browser)
    for back, there in ((RESUMED_WITHIN, []), (RESUMED_WITHIN - 1, [0])):
        sent.begun = hour_of(now()) - back
        await sent.piece(0)
        begun = (await Sending(browser, FILE, sent.known["thread"]).begin()).json()
        assert begun["there"] == there, back
    assert timedelta(seconds=begun["begun"] * HOUR) < timedelta(seconds=now().timestamp())


async def test_a_disk_that_is_full_is_said_and_the_piece_comes_once_more(
    place: Place, browser: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent, kept = await sending(browser), Repository.add
    await sent.begin()
    await sent.pieces([0])

    async def full(self: Any, tx: Any, state: Any) -> None:
        if self.name == "evidence_parts":
            raise OperationFailure("disk full")
        await kept(self, tx, state)

    with monkeypatch.context() as broken:
        broken.setattr(Repository, "add", full)
        assert (await sent.piece(1)).status_code == 503
    await sent.pieces([1, 2])
    assert (await sent.hand_in()).status_code == 303


@pytest.mark.parametrize("failure", FAILURES, ids=["away", "full"])
async def test_what_fails_at_the_very_end_needs_no_piece_once_more(
    place: Place, browser: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch, failure: Exception
) -> None:
    sent = await sending(browser)
    await sent.begin()
    await sent.pieces()
    with monkeypatch.context() as broken:
        broken.setattr(add_evidence, "hand_in", AsyncMock(side_effect=failure))
        refused = await sent.hand_in(**WORDS)
    assert refused.status_code == 503
    assert WORDS["text"] in refused.text
    assert "Ihre Datei ist schon übertragen." in refused.text
    await nothing_came_of_it(place)
    assert (await sent.hand_in(**WORDS)).status_code == 303
    assert len(await evidence_of(place)) == 1


async def test_where_no_room_is_left_it_is_said_before_anything_is_sent(
    place: Place, browser: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    small = await sending(browser)
    film = Sending(browser, FILM + b"1" * LARGEST_FILE, small.known["thread"])
    monkeypatch.setattr(keep_upload, "BESIDE_FILMS", keep_upload.UNCLAIMED_OF_ALL)
    refused = await film.begin()
    assert (refused.status_code, refused.headers["retry-after"]) == (503, "3600")
    assert (await small.begin()).status_code == 200, "films leave room for others"
    monkeypatch.setattr(keep_upload, "UNCLAIMED_OF_ALL", 0)
    assert (await small.piece(0)).status_code == 503


async def test_without_the_code_or_with_anothers_nothing_is_taken(place: Place, browser: httpx2.AsyncClient) -> None:
    mine = await sending(browser)
    await mine.begin()
    other = await sending(browser)
    for refused in (await mine.begin(), await mine.piece(0, ticket=""), await mine.piece(0, ticket="0f" * 32)):
        assert refused.status_code == 401
        assert refused.headers["content-type"] == "application/problem+json"
    browser.cookies.clear()
    assert (await other.begin()).status_code == 401
    assert await at_the_face(place) == 0


async def test_with_the_code_the_file_that_was_sent_is_handed_in_after_the_session(
    place: Place, browser: httpx2.AsyncClient
) -> None:
    code = await let_in(browser)
    said = await form(browser) | WORDS
    sent = Sending(browser, FILE, said["thread"])
    await sent.begin()
    await sent.pieces()
    browser.cookies.clear()
    whole = said | sent.known | {"begun": str(sent.begun)}
    refused = await browser.post(PAGE, data=whole)
    assert refused.status_code == 401
    assert "Ihre Datei ist schon übertragen." in refused.text
    assert f'name="of_pieces" value="{sums(FILE)}"' in refused.text
    assert (await browser.post(PAGE, data=whole | {"code": code})).status_code == 303
    assert len(await evidence_of(place)) == 1


async def test_pieces_lie_sealed_from_the_first_one_on(place: Place, browser: httpx2.AsyncClient) -> None:
    sent = await sending(browser, PNG + b"geheim geheim" * PIECE)
    await sent.begin()
    await sent.pieces([0, 1])
    found = await place.everything()
    for said in ("geheim geheim", sums(sent.file), hashlib.sha256(cut(sent.file)[0]).hexdigest()):
        assert said not in found


@pytest.mark.parametrize("path", ["stuecke", "stueck"])
@pytest.mark.parametrize("fields", [{}, {"of_pieces": "x", "size": "1"}, {"of_pieces": "0f" * 32, "size": "-1"}])
async def test_what_no_script_of_ours_sends_is_refused(
    browser: httpx2.AsyncClient, path: str, fields: Mapping[str, str]
) -> None:
    await let_in(browser)
    files = {"file": ("x", PNG, "image/png")} if path == "stueck" else None
    assert (await browser.post(f"{PAGE}/{path}", data=dict(fields), files=files)).status_code == 422


@pytest.mark.parametrize("size", [1, PIECE])
async def test_what_one_piece_would_hold_is_no_file_in_pieces(
    place: Place, browser: httpx2.AsyncClient, size: int
) -> None:
    sent = await sending(browser, FILE[:size])
    assert (await sent.begin()).status_code == 422
    sent.begun = hour_of(now())
    assert (await sent.piece(0)).status_code == 422
    assert await at_the_face(place) == 0


async def test_a_wrong_field_is_not_told_as_a_file_too_large(browser: httpx2.AsyncClient) -> None:
    sent = await sending(browser)
    for other, is_too_large in (({"of_pieces": "x"}, False), ({"size": str(LARGEST_FILM + 1)}, True)):
        refused = await sent.begin(**other)
        assert refused.status_code == 422
        assert (refused.json()["title"] == TOO_LARGE) is is_too_large


async def test_a_piece_that_comes_after_the_page_was_closed_opens_nothing_and_still_counts(
    place: Place, browser: httpx2.AsyncClient
) -> None:
    sent = await sending(browser)
    assert "set-cookie" not in (await sent.begin()).headers
    await sent.pieces([0])
    said = await form(browser) | sent.known | {"begun": str(sent.begun), "ticket": sent.ticket}
    await browser.post("/rueckmeldung/ende", data={"thread": sent.known["thread"]})
    browser.cookies.clear()
    for late in (await sent.piece(1), await sent.piece(2), await browser.post(PAGE, data=said | WORDS)):
        assert late.status_code in {204, 303}
        assert "set-cookie" not in late.headers
    assert 'name="code"' in (await browser.get(PAGE)).text, "closed, and closed it stays"
    (piece,) = await evidence_of(place)
    assert piece.manifest.said.text == WORDS["text"]


async def test_an_answer_on_a_file_that_comes_whole_opens_nothing_again(browser: httpx2.AsyncClient) -> None:
    await let_in(browser)
    added = await add(browser, PNG)
    assert added.status_code == 303
    assert "set-cookie" not in added.headers
    assert "set-cookie" in (await browser.get(PAGE)).headers, "the page that follows lasts anew"


async def test_the_ticket_of_an_upload_is_of_one_file_for_some_hours(place: Place, browser: httpx2.AsyncClient) -> None:
    sent = await sending(browser)
    await sent.begin()
    other = Sending(browser, FILE + b"!", sent.known["thread"], sent.begun)
    other.ticket, before = sent.ticket, sent.begun
    browser.cookies.clear()
    assert (await other.piece(0)).status_code == 401
    sent.begun = before - 3
    assert (await sent.piece(0)).status_code == 401
    assert await at_the_face(place) == 0
    assert 'name="code"' in (await browser.get(PAGE, params={"ticket": sent.ticket})).text


async def test_with_the_code_a_file_in_pieces_begins_after_the_session(
    place: Place, browser: httpx2.AsyncClient
) -> None:
    code = await let_in(browser)
    said = await form(browser) | WORDS
    browser.cookies.clear()
    asked = await browser.post(PAGE, data=said, files={"nothing": ("", b"")})
    assert asked.status_code == 401, "the script sends the form without the file"
    assert WORDS["text"] in asked.text
    assert "Bitte wählen Sie sie noch einmal." in asked.text
    sent = Sending(browser, FILE, said["thread"])
    assert (await sent.begin()).status_code == 401
    assert (await sent.begin(code="x")).status_code == 422
    assert (await sent.begin(code=code)).status_code == 200
    await sent.pieces()
    assert (await sent.hand_in(**WORDS)).status_code == 303
    (piece,) = await evidence_of(place)
    assert piece.manifest.said.text == WORDS["text"]


async def test_of_one_thread_few_files_are_begun_at_a_time(place: Place, with_desk_away: httpx2.AsyncClient) -> None:
    first = await sending(with_desk_away)
    files = [Sending(with_desk_away, FILE + bytes([at]), first.known["thread"]) for at in range(MOST_BEGUN + 1)]
    for each in files[:MOST_BEGUN]:
        await each.begin()
        await each.pieces([0])
    *begun, last = files
    for refused in (await last.begin(), await last.piece(0, begun=str(hour_of(now())))):
        assert refused.status_code == 422
        assert "noch nicht fertig" in refused.json()["title"]
    assert (await begun[0].begin()).json()["there"] == [0], "that one goes on"
    await begun[0].pieces([1, 2])
    assert (await begun[0].hand_in()).status_code == 303
    assert (await last.whole()).status_code == 303, "what waits for the desk is not begun any more"


async def test_of_one_client_so_many_files_are_begun(
    place: Place, browser: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(add_in_pieces, "MOST_BEGUN", 1_000)
    first = await sending(browser)
    for at in range(FILES_OF_ONE.at_once):
        each = Sending(browser, FILE + bytes([at]), first.known["thread"], hour_of(now()))
        await each.pieces([0])
        assert (await each.piece(0)).status_code == 204, "once more it is not another one"
    refused = await Sending(browser, FILE + b"!", first.known["thread"], hour_of(now())).piece(0)
    assert refused.status_code == 429
    assert int(refused.headers["retry-after"]) <= FILES_OF_ONE.every
    await each.pieces([1, 2])
    assert (await each.hand_in()).status_code == 303


async def test_of_one_client_so_many_pieces_come(
    place: Place, browser: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One film's, and then as many in a second as a fast line has."""
    assert PIECES_OF_ONE.at_once > MOST_PARTS
    sent, taken = await sending(browser), ClientLimit.take
    await sent.begin()

    def take(self: ClientLimit, client: str) -> None:
        if vars(self)["_what"] == "piece":
            raise TooMany(60)
        taken(self, client)

    monkeypatch.setattr(ClientLimit, "take", take)
    for refused in (await sent.begin(), await sent.piece(0)):
        assert (refused.status_code, refused.headers["retry-after"]) == (429, "60")
    assert await at_the_face(place) == 0


async def test_a_film_that_would_not_fit_is_refused_before_its_first_piece(
    place: Place, with_desk_away: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = await sending(with_desk_away)
    await first.begin()
    await first.pieces([0])
    second = Sending(with_desk_away, FILE + b"!", first.known["thread"])
    monkeypatch.setattr(keep_upload, "UNCLAIMED_OF_ONE", 3)
    refused = await second.begin()
    assert (refused.status_code, refused.headers["retry-after"]) == (503, "3600")
    assert (await first.begin()).status_code == 200, "of that one two are missing, and there is room for them"
    monkeypatch.setattr(keep_upload, "UNCLAIMED_OF_ONE", 2)
    assert (await first.begin()).status_code == 503
    monkeypatch.setattr(keep_upload, "UNCLAIMED_OF_ONE", 600)
    monkeypatch.setattr(keep_upload, "UNCLAIMED_OF_ALL", 3)
    assert (await second.begin()).status_code == 503
