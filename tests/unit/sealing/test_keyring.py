import os
from pathlib import Path

import pytest

from shared.sealing import CannotOpen, Keyring, PrivateKey
from shared.sealing.folder import random_secret
from shared.secret import SecretFile, fixed
from shared.web.sealed_cookie import SealedCookie

OLD, NEW = PrivateKey.generate(), PrivateKey.generate()
BOTH = f"{NEW.to_text()}\n{OLD.to_text()}\n"


def cookie_of(sealed: SealedCookie, text: str) -> dict[str, str]:
    return {sealed.name: sealed.header(text).split(";")[0].partition("=")[2]}


def test_what_was_sealed_for_the_old_key_opens_and_the_new_one_seals() -> None:
    ring = Keyring(fixed(BOTH))

    assert ring.open(OLD.public.seal(b"Hilfe")) == ring.open(NEW.public.seal(b"Hilfe")) == b"Hilfe"
    assert ring.public == NEW.public
    with pytest.raises(CannotOpen):
        Keyring(fixed(NEW.to_text())).open(OLD.public.seal(b"Hilfe"))


def test_a_secret_is_read_again_when_its_file_was_replaced(tmp_path: Path) -> None:
    file, new = tmp_path / "private_key", tmp_path / "new"
    file.write_text(OLD.to_text())
    ring = Keyring(SecretFile(file))
    assert ring.public == OLD.public

    new.write_text(BOTH)
    new.replace(file)
    assert ring.public == NEW.public
    file.unlink()
    assert ring.public == NEW.public


def test_a_secret_is_not_read_while_nothing_changed(tmp_path: Path) -> None:
    file = tmp_path / "pepper"
    file.write_text("one")
    secret, at = SecretFile(file), file.stat()
    file.write_text("two")
    os.utime(file, ns=(at.st_atime_ns, at.st_mtime_ns))

    assert secret() == "one"


def test_a_cookie_of_the_old_key_opens_and_the_next_one_is_of_the_new() -> None:
    old, new = random_secret(), random_secret()
    before, after = SealedCookie("__Host-x", old), SealedCookie("__Host-x", fixed(f"{new}\n{old}"))
    retired = SealedCookie("__Host-x", new)

    assert after.open(cookie_of(before, "Anna")) == "Anna"
    assert retired.open(cookie_of(after, "Anna")) == "Anna"
    assert retired.open(cookie_of(before, "Anna")) is None
