import json
import os
import time
from pathlib import Path

import pytest

from services.intake.pages.face.follow_cookie import LASTS
from shared.sealing import Keyring, PrivateKey, rotation
from shared.sealing.folder import EVERY, INTAKE, OWNED, SIGN_IN, SIGN_IN_PUBLIC, Folder, replace
from shared.sealing.rotation import COOKIE, COOKIES, PAIR, RETIRED, TooEarly, begin_cookies, retire_cookies
from shared.sealing.signing import public_of
from shared.secret import SecretFile
from shared.web.signed_out import LONGEST


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """As it is after create, with what two processes of intake and one other were given."""
    made = Folder(tmp_path)
    made.create()
    for process, owner in (("intake-desk", "intake"), ("referral", "referral")):
        replace(tmp_path / process / PAIR, made.held(owner, PAIR)[0])
        replace(tmp_path / process / COOKIE, made.held(EVERY, COOKIE)[0])
    public = {
        owner: PrivateKey.from_text(made.held(owner, PAIR)[0]).public.to_text() for owner in ("intake", "referral")
    }
    replace(tmp_path / "intake-face" / "public_keys", json.dumps(public))
    return made


def test_everything_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    folder = Folder(tmp_path)

    assert len(folder.create()) == sum(map(len, OWNED.values()))
    assert folder.create() == []
    assert {file.stat().st_mode & 0o777 for file in tmp_path.rglob("*") if file.is_file()} == {0o600}


def test_a_new_pair_reaches_its_own_service_and_who_seals_for_it(folder: Folder) -> None:
    (old,), other = folder.held("intake", PAIR), (folder.path / "referral" / PAIR).read_text()
    desk = Keyring(SecretFile(folder.path / "intake-desk" / PAIR))

    assert rotation.begin(folder, "intake")
    assert [key.to_text() for key in desk.keys][1:] == [old]
    assert json.loads((folder.path / "intake-face" / "public_keys").read_text())["intake"] == desk.public.to_text()
    assert (folder.path / "referral" / PAIR).read_text() == other


def test_a_rotation_that_was_cut_off_goes_on_with_the_same_pair(folder: Folder) -> None:
    own, before = folder.path / "intake-desk" / PAIR, (folder.path / "intake-desk" / PAIR).read_text()
    rotation.begin(folder, "intake")
    begun = own.read_text()
    own.write_text(before)

    assert not rotation.begin(folder, "intake")
    assert own.read_text() == begun


def test_a_retired_pair_is_nowhere_any_more(folder: Folder) -> None:
    (old,) = folder.held("intake", PAIR)
    replace(folder.made("intake", RETIRED), (kept := PrivateKey.generate().to_text()))
    rotation.begin(folder, "intake")

    assert rotation.retire(folder, "intake") == 2
    everything = "\n".join(file.read_text() for file in folder.path.rglob("*") if file.is_file())
    assert old not in everything
    assert kept not in everything


def test_a_pair_keeps_its_age_when_an_older_one_is_retired(folder: Folder) -> None:
    """Otherwise its own end would come later than was promised."""
    rotation.begin(folder, "intake")
    before = time.time() - 5 * 86_400
    os.utime(folder.made("intake", PAIR), (before, before))
    rotation.retire(folder, "intake")
    assert rotation.begun(folder, "intake").timestamp() == pytest.approx(before, abs=1)


def test_what_is_retired_twice_is_gone_once(folder: Folder) -> None:
    rotation.begin(folder, "intake")
    assert rotation.retire(folder, "intake") == 1
    assert rotation.retire(folder, "intake") == 0


def test_what_was_readable_for_a_mounted_process_stays_so(folder: Folder) -> None:
    own = folder.path / "intake-desk" / PAIR
    own.chmod(0o444)
    rotation.begin(folder, "intake")

    assert own.stat().st_mode & 0o777 == 0o444


@pytest.mark.parametrize("what", COOKIES)
def test_a_key_of_cookies_goes_where_they_are_opened_and_the_old_one_once_none_is_left(
    folder: Folder, what: str
) -> None:
    of = COOKIES[what]
    (old,) = folder.held(of.owner, of.key)
    copies = [folder.path / process / of.key for process in ("intake-desk", "referral")]
    for copy in copies:
        replace(copy, old)
    assert begin_cookies(folder, of)
    given = {copy.read_text() for copy in copies}

    assert given == {"\n".join(folder.held(of.owner, of.key))}
    with pytest.raises(TooEarly, match=f"end in {of.last // 3600}"):
        retire_cookies(folder, of)
    past = time.time() - of.last
    os.utime(folder.made(of.owner, of.key), (past, past))
    assert not begin_cookies(folder, of)
    assert retire_cookies(folder, of) == 1
    assert old not in copies[1].read_text()


def test_who_verifies_a_sign_in_knows_every_key_that_may_have_signed_it(folder: Folder) -> None:
    copy = folder.path / "referral" / SIGN_IN_PUBLIC
    replace(copy, folder.sign_in_public_key)
    (old,) = copy.read_text().split()
    begin_cookies(folder, COOKIES["sign-in"])
    new, also = copy.read_text().split()

    assert (also, public_of("\n".join(folder.held(INTAKE, SIGN_IN)))) == (old, f"{new}\n{old}")


def test_no_cookie_outlives_its_key() -> None:
    assert LONGEST.total_seconds() == COOKIES["cookie"].last == COOKIES["sign-in"].last
    assert LASTS.total_seconds() == COOKIES["follow"].last
