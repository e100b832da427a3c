"""Every state of the table on the follow page itself: what it says stands there, once, and nothing that is not true."""

import re
import secrets
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from html import unescape
from types import SimpleNamespace
from typing import Any, Final, get_args

import httpx2
import pytest
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from services.intake.domain.consent import Consent, Standing
from services.intake.domain.form_message import (
    Asking,
    CallWish,
    DataWish,
    Feedback,
    FormMessage,
    Helped,
    Letter,
    LetterKind,
    PartnerWish,
)
from services.intake.domain.handover import Handover
from services.intake.domain.ids import ThreadId
from services.intake.domain.progress import Step
from services.intake.domain.thread import Message
from services.intake.domain.thread_content import OpenedHandover, OpenedMessage, ThreadContent
from services.intake.handlers.person.receipt_access import Ticket
from services.intake.main import TEMPLATES
from services.intake.pages.face import follow
from services.intake.pages.face.follow import FollowPage
from services.intake.pages.face.follow_cookie import FollowCookie
from services.intake.pages.face.steps import steps
from shared.contracts.vocabulary import (
    ConsentHow,
    ConsentItem,
    DeadlineRule,
    Discontinuation,
    PartnerCategory,
    ProceedingState,
    ReferralKind,
)
from shared.sealing.keys import encode
from shared.secret import fixed
from shared.web import Pages
from tests.unit.intake.test_state_texts import DAY, NOW, asked, step
from tests.unit.web.app import client

BEGUN: Final = NOW - timedelta(days=3)
TEXT: Final = "Seit März werde ich bedroht."
PROMISES: Final = re.compile(
    r"garantier|versprech|auf jeden Fall|keine Sorge|keine Angst|beruhig|wir sind immer|rund um die Uhr|Sie hätten"
    r"|selbst schuld|leider müssen|überwach|in Sicherheit sind",
    re.IGNORECASE,
)
"""What is said to nobody who is afraid: a promise that nobody can keep, a comfort that knows better, a reproach."""
LEFT_OVER: Final = re.compile(r"[{}]|\bNone\b|\bunknown\b|\b[a-z]+_[a-z_]+\b|\.\.|  ")


def of_referrals_and_deadlines() -> Iterator[tuple[str, ThreadContent]]:
    known = {"partner": "Stelle (Demo)", "respond_by": NOW + timedelta(days=2), "act_by": DAY, "offender_known": True}
    for name in sorted(set(get_args(Step)) - {"proceeding"}):
        rules = DeadlineRule if name.startswith("deadline") else (None,)
        for rule in rules:
            yield f"{name} {rule or ''}", content(progress=(step(name, rule=rule, **known),))
    over = step("deadline", rule=DeadlineRule.BESCHWERDE, act_by=date(2026, 11, 20))
    yield "a deadline that is over by its day", content(progress=(over,))


def of_proceedings() -> Iterator[tuple[str, ThreadContent]]:
    for state in ProceedingState:
        whys = (None, *Discontinuation) if state is ProceedingState.DISCONTINUED else (None,)
        for why in whys:
            for needed in (True, False, None):
                told = step("proceeding", proceeding=state, discontinuation=why, request_needed=needed)
                yield f"{state} {why or ''} {needed}", content(progress=(told,))


def of_decisions() -> Iterator[tuple[str, ThreadContent]]:
    for kind in (ReferralKind.WARM, ReferralKind.COLD):
        for category in (PartnerCategory.POLICE, PartnerCategory.LEGAL):
            for standing in get_args(Standing):
                if kind is ReferralKind.COLD and standing == "withdrawn":
                    continue  # nothing was passed on
                question = asked(category, kind).model_copy(update={"lapsed": standing == "lapsed"})
                decided = decisions(question, standing)
                opened = OpenedHandover(handover=question, standing=standing, texts={ConsentItem.NAME: "Kim Muster"})
                yield f"{kind} {category} {standing}", content(handovers=(opened,), consents=decided)


def decisions(question: Handover, standing: Standing) -> tuple[Consent, ...]:
    made: dict[str, tuple[Any, ...]] = {
        "given": ("given",),
        "refused": ("refused",),
        "withdrawn": ("given", "withdrawn"),
    }
    return tuple(
        Consent(
            id=decision,
            handover_id=question.id,
            case_id=question.case_id,
            decision=decision,
            how=ConsentHow.PAGE,
            at=NOW + timedelta(hours=number),
        )
        for number, decision in enumerate(made.get(standing, ()))
    )


def of_what_she_said() -> Iterator[tuple[str, ThreadContent]]:
    forms: list[FormMessage] = [
        *(Letter(kind=kind, received_on=on) for kind in LetterKind for on in (date(2026, 11, 20), date(2024, 3, 4))),
        *(DataWish(form=form) for form in ("own_data", "erasure")),
        *(Feedback(helped=helped) for helped in get_args(Helped)),
        *(PartnerWish(asking=asking, text="Beratung Nord") for asking in get_args(Asking)),
        *(
            CallWish(way=way, begins=NOW + timedelta(hours=hours), number="030 5550123" if way == "phone" else "")
            for way in ("phone", "video")
            for hours in (-5, 5)
        ),
    ]
    for number, form in enumerate(forms):
        yield f"{form.form} {number}", content(messages=(first(), said(form)))


def content(**more: Any) -> ThreadContent:
    return ThreadContent(begun=BEGUN, **({"messages": (first(),)} | more))


def first() -> OpenedMessage:
    return OpenedMessage(message=message(1, BEGUN), text=TEXT)


def said(form: FormMessage) -> OpenedMessage:
    return OpenedMessage(message=message(2, NOW), text="", form=form)


def message(number: int, at: datetime) -> Message:
    return Message(id=str(number), thread=ThreadId("case"), number=number, by="person", at=at, sealed={})


PAGES: Final = Pages(TEMPLATES)
"""Templates are compiled once."""
WALK: Final = dict([*of_referrals_and_deadlines(), *of_proceedings(), *of_decisions(), *of_what_she_said()])


@dataclass
class Shown:
    """What her page shows, and when."""

    own: ThreadContent
    now: datetime
    browser: httpx2.AsyncClient | None = None

    async def page(self, own: ThreadContent, now: datetime = NOW) -> str:
        """As her browser gets it."""
        assert self.browser
        self.own, self.now = own, now
        return (await self.browser.get("/rueckmeldung")).text


@pytest.fixture(scope="module")
async def shown() -> AsyncIterator[Shown]:
    """Wired once: only what is shown changes."""
    shown = Shown(content(), NOW)
    face: Any = SimpleNamespace(clock=lambda: shown.now)
    cookie = FollowCookie(face.clock, b"pepper", fixed(encode(secrets.token_bytes(32))))
    page, routes = FollowPage(face, PAGES, cookie), APIRouter()

    @routes.get("/rueckmeldung")
    async def show(request: Request) -> HTMLResponse:
        return await page.show(request, Ticket("locator", b"wrapping"))

    async def read(face: object, ticket: Ticket) -> ThreadContent:
        return shown.own

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(follow, "read_own_case", read)
        async with client(routers=(routes,)) as shown.browser:
            yield shown


def read_aloud(html: str) -> str:
    body = html.partition('id="inhalt"')[2].partition(">")[2].partition("</main>")[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


@pytest.mark.parametrize("name", WALK)
async def test_the_page_says_it_as_the_table_has_it(shown: Shown, name: str) -> None:
    own = WALK[name]
    page = read_aloud(await shown.page(own))

    told = steps(own, NOW)
    assert sum(each.state == "now" for each in told) == 1
    for each in told:
        assert " ".join(each.title.split()) in page
        assert not each.text or " ".join(each.text.split()) in page
    assert page.count("(jetzt)") == 1
    assert not LEFT_OVER.search(page), LEFT_OVER.search(page)
    assert not PROMISES.search(page), PROMISES.search(page)


@pytest.mark.parametrize("name", WALK)
def test_of_the_newest_it_is_said_what_it_means_and_what_comes_next(name: str) -> None:
    newest = steps(WALK[name], NOW)[0]
    assert newest.text


@pytest.mark.parametrize(("now", "is_night"), [(NOW, True), (datetime(2026, 11, 23, 11, tzinfo=UTC), False)])
async def test_beside_a_new_message_stands_when_it_is_read_and_who_is_there_when_nobody_is(
    shown: Shown, now: datetime, is_night: bool
) -> None:
    page = read_aloud(await shown.page(content(), now))
    assert "Wir lesen montags bis freitags von 9 bis 16 Uhr, " in page.partition("Nachricht an uns")[2]
    assert ("Telefonseelsorge 0800 1110111" in page) is is_night


def test_it_walks_through_all_there_are() -> None:
    walked = {each.step for own in WALK.values() for each in own.progress}
    assert walked == set(get_args(Step))
    assert {each.proceeding for own in WALK.values() for each in own.progress} >= set(ProceedingState)
    assert {each.standing for own in WALK.values() for each in own.handovers} == set(get_args(Standing))
    letters = {form.kind for own in WALK.values() for each in own.messages if isinstance(form := each.form, Letter)}
    assert letters == set(LetterKind)
