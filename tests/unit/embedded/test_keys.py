import hashlib
import json
from pathlib import Path

from infra.embedded import keys
from infra.embedded.services import SERVICES
from shared.sealing import PrivateKey, PublicKey


def read(folder: Path) -> dict[str, str]:
    return {str(file.relative_to(folder)): file.read_text() for file in folder.rglob("*") if file.is_file()}


def test_secrets_are_made_once(tmp_path: Path) -> None:
    first = keys.make(tmp_path, SERVICES), read(tmp_path)
    assert (keys.make(tmp_path, SERVICES), read(tmp_path)) == first


def test_each_process_finds_its_own_and_no_more(tmp_path: Path) -> None:
    keys.make(tmp_path, SERVICES)
    found = {service.name: {file.name for file in (tmp_path / service.name).iterdir()} for service in SERVICES}
    assert found == {service.name: {*service.secrets, "public_keys"} for service in SERVICES}
    assert "private_key" not in found["intake-face"]


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
