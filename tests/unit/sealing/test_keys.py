import pytest

from shared.sealing import CannotOpen, DataKey, PrivateKey, PublicKey


def test_only_the_private_key_opens_what_was_sealed_for_it() -> None:
    ours, theirs = PrivateKey.generate(), PrivateKey.generate()
    box = PublicKey.from_text(ours.public.to_text()).seal(b"Hilfe")

    assert PrivateKey.from_text(ours.to_text()).open(box) == b"Hilfe"
    with pytest.raises(CannotOpen):
        theirs.open(box)


def test_a_box_that_was_changed_does_not_open() -> None:
    ours = PrivateKey.generate()
    box = ours.public.seal(b"Hilfe")

    with pytest.raises(CannotOpen):
        ours.open(box[:-1] + bytes([box[-1] ^ 1]))


def test_secrets_are_not_in_what_a_log_would_print() -> None:
    private, data = PrivateKey.generate(), DataKey.generate()

    assert repr(private) == "PrivateKey()"
    assert repr(data) == f"DataKey(id={data.id!r})"
