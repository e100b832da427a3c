"""The operator's folder of secrets: `made` holds each one once, and each process's folder has copies of those it needs.

`made/<service>/private_key` holds one key per line, the newest first.
"""

import json
import os
import secrets
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from shared.sealing.keys import PrivateKey, encode
from shared.sealing.signing import new_signing_key, public_of
from shared.secret import values

EVERY: Final = "every"
INTAKE: Final = "intake"
SIGN_IN, SIGN_IN_PUBLIC, FOLLOW = "sign_in_key", "sign_in_public_key", "follow_key"
INNER: Final = ("private_key", "service_token", "audit_key")
OWNED: Final[Mapping[str, tuple[str, ...]]] = {
    INTAKE: (*INNER, "pepper", SIGN_IN, FOLLOW),
    "referral": (*INNER, "link_key"),
    "notification": (*INNER, "webhook_key", "sms_report_token"),
    "statistics": INNER,
    EVERY: ("cookie_key",),
}
FOR_OWNER_ONLY: Final = 0o600


def random_secret() -> str:
    return encode(secrets.token_bytes(32))


def new_private_key() -> str:
    return PrivateKey.generate().to_text()


MAKERS: Final[Mapping[str, Callable[[], str]]] = {"private_key": new_private_key, SIGN_IN: new_signing_key}


class Folder:
    def __init__(self, path: Path) -> None:
        self.path = path

    def made(self, owner: str, name: str) -> Path:
        return self.path / "made" / owner / name

    def create(self) -> list[str]:
        """Makes the secrets that are missing and returns their names; those that exist stay."""
        missing = [(owner, name) for owner, names in OWNED.items() for name in names if not self.held(owner, name)]
        for owner, name in missing:
            self.make_once(owner, name)
        return [f"{owner}/{name}" for owner, name in missing]

    def make_once(self, owner: str, name: str) -> Path:
        file = self.made(owner, name)
        if not file.exists():
            replace(file, MAKERS.get(name, random_secret)())
        return file

    def held(self, owner: str, name: str) -> list[str]:
        file = self.made(owner, name)
        return values(file.read_text()) if file.exists() else []

    def address(self, service: str, what: str) -> str | None:
        """Returns the address of the service's `store` or `keys` from a folder of one of its processes, if said."""
        for process in (f"{service}-desk", service):
            if (file := self.path / process / what).is_file():
                return file.read_text().strip()
        return None

    def destroy(self, owner: str, name: str) -> int:
        """Deletes the made secret; returns how many values it held."""
        gone = len(self.held(owner, name))
        self.made(owner, name).unlink(missing_ok=True)
        return gone

    def put(self, owner: str, name: str, lines: list[str]) -> None:
        """Writes the values and all copies. A file is a copy if it has a value in common with the old or the new ones.

        Repeated after a crash, it writes the copies that were not written yet.
        """
        former = self.held(owner, name)
        text = "\n".join(lines)
        replace(self.made(owner, name), text)
        for copy in self.path.glob(f"*/{name}"):
            if set(values(copy.read_text())) & {*former, *lines}:
                replace(copy, text)

    @property
    def sign_in_public_key(self) -> str:
        """The public key with which every service behind the staff door verifies what the desk signed."""
        return public_of("\n".join(self.held(INTAKE, SIGN_IN)))

    def publish(self, service: str, public: str) -> None:
        """Writes the service's public key into every copy; those who seal for the service read it at the next use."""
        for copy in self.path.glob("*/public_keys"):
            replace(copy, json.dumps(json.loads(copy.read_text()) | {service: public}))

    def publish_sign_in(self, signing_keys: list[str]) -> None:
        """Writes the public sign-in keys into every copy; the services read their copies again at each use."""
        for copy in self.path.glob(f"*/{SIGN_IN_PUBLIC}"):
            replace(copy, public_of("\n".join(signing_keys)))


def replace(file: Path, text: str) -> None:
    """Replaces the file's text at once or not at all; the same text leaves the file alone.

    The file keeps its mode; a new one is for its owner only.
    """
    if file.exists() and file.read_text() == text:
        return
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    mode = file.stat().st_mode & 0o777 if file.exists() else FOR_OWNER_ONLY
    new = file.with_name(f".{file.name}.new")
    new.unlink(missing_ok=True)
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FOR_OWNER_ONLY), "w") as stream:
        stream.write(text)
    new.chmod(mode)
    new.replace(file)
