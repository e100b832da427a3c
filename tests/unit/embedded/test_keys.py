import hashlib
import json
from itertools import product
from pathlib import Path

import httpx2
import pytest
from pydantic import SecretStr

from infra.embedded import keys
from infra.embedded.services import SERVICES, Service
from shared.sealing import PrivateKey, PublicKey
from shared.sealing.folder import SIGN_IN, SIGN_IN_PUBLIC
from shared.secret import fixed
from shared.web import build
from shared.web.staff_cookie import IssuedStaffCookie
from tests.harness.staff_cookies import cookie_pair
from tests.unit.web.app import ORIGIN, PAGES, routes, settings
from tests.unit.web.test_session import fresh


def read(folder: Path) -> dict[str, str]:
    return {str(file.relative_to(folder)): file.read_text() for file in folder.rglob("*") if file.is_file()}


def test_secrets_are_made_once(tmp_path: Path) -> None:
    first = keys.make(tmp_path, SERVICES), read(tmp_path)
    assert (keys.make(tmp_path, SERVICES), read(tmp_path)) == first


def test_each_process_finds_its_own_and_no_more(tmp_path: Path) -> None:
    keys.make(tmp_path, SERVICES)
    found = {service.name: {file.name for file in (tmp_path / service.name).iterdir()} for service in SERVICES}
    known = {service.name: {"public_keys"} | verifying(service) for service in SERVICES}
    assert found == {service.name: {*service.secrets} | known[service.name] for service in SERVICES}
    assert "private_key" not in found["intake-face"]


def verifying(service: Service) -> set[str]:
    """What who opens the staff's cookie knows of who signed it."""
    return {SIGN_IN_PUBLIC} if "cookie_key" in service.secrets else set()


async def status(cookie_key: str, desk_keys: str, cookie: str) -> int:
    told = settings(cookie_key=SecretStr(cookie_key), sign_in_public_key=SecretStr(desk_keys))
    app = build("probe", told, [routes()], door="staff", origin=ORIGIN, templates=PAGES)
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url=ORIGIN) as http:
        return (await http.get("/desk/faelle", headers={"Cookie": cookie})).status_code


@pytest.mark.parametrize("stolen", [each.name for each in SERVICES if SIGN_IN not in each.secrets])
async def test_with_the_secrets_of_a_stolen_service_nobody_is_signed_in_anywhere(tmp_path: Path, stolen: str) -> None:
    """Every secret of the service in every part; and the desk's own is what is missing."""
    keys.make(tmp_path, SERVICES)
    cookie_key, desk_keys = ((tmp_path / "intake-desk" / name).read_text() for name in ("cookie_key", SIGN_IN_PUBLIC))
    lying = [file.read_text() for file in (tmp_path / stolen).iterdir() if file.name != "public_keys"]
    forged = [
        pair
        for sealing_key, signing_key in product([cookie_key, *lying], lying)
        if (pair := forgery(sealing_key, signing_key))
    ]
    own = forgery(cookie_key, (tmp_path / "intake-desk" / SIGN_IN).read_text())

    assert forged
    assert {await status(cookie_key, desk_keys, each) for each in forged} == {303}
    assert own is not None
    assert await status(cookie_key, desk_keys, own) == 200


def forgery(sealing_key: str, signing_key: str) -> str | None:
    """None for what is no key."""
    try:
        return cookie_pair(fresh(), IssuedStaffCookie(fixed(sealing_key), fixed(signing_key)))
    except ValueError:
        return None


def test_nobody_else_can_read_them(tmp_path: Path) -> None:
    keys.make(tmp_path, SERVICES)
    assert {file.stat().st_mode & 0o777 for file in tmp_path.rglob("*") if file.is_file()} == {0o600}


def test_what_is_public_belongs_to_what_is_secret(tmp_path: Path) -> None:
    trust = keys.make(tmp_path, SERVICES)
    own = tmp_path / "referral"
    box = PublicKey.from_text(trust.public_keys["referral"]).seal(b"package")
    assert PrivateKey.from_text((own / "private_key").read_text()).open(box) == b"package"
    assert json.loads((own / "public_keys").read_text()) == trust.public_keys
    assert trust.token_hashes["referral"] == hashlib.sha256((own / "service_token").read_bytes()).hexdigest()


def test_both_processes_of_repository_share_the_pepper(tmp_path: Path) -> None:
    keys.make(tmp_path, SERVICES)
    assert (tmp_path / "intake-face" / "pepper").read_text() == (tmp_path / "intake-desk" / "pepper").read_text()
