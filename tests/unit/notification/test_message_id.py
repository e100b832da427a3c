"""A Message-ID of ours is proven by a key that nobody else has; what is on the bus alone makes none."""

import re

import pytest

from services.notification.domain.message_id import MessageIds
from services.notification.domain.reference import REFERENCE

REFERENCED = "1f0c2f6e-3a2b-4d0c-8f3e-1a5b7c9d0e21"
OURS = MessageIds(b"a key", "example.org")


@pytest.mark.parametrize("reference", [REFERENCED, f"{REFERENCED}.1", f"{REFERENCED}.12"])
def test_it_leads_back_to_what_it_is_of_and_stays_the_same(reference: str) -> None:
    assert re.fullmatch(REFERENCE, reference)
    assert OURS.of(reference) == OURS.of(reference)
    assert OURS.references_in(f"<a@b> {OURS.of(reference)}\r\n <c@d>") == (reference,)


@pytest.mark.parametrize(
    "forged",
    [
        f"<{REFERENCED}@example.org>",
        f"<{REFERENCED}.{'0' * 32}@example.org>",
        MessageIds(b"another key", "example.org").of(REFERENCED),
        OURS.of(REFERENCED).replace("1f0c", "1f0d"),
        OURS.of(REFERENCED).replace(".", ".1.", 1),
        "",
        "<" * 100_000,
    ],
    ids=range(7),
)
def test_one_that_we_did_not_give_leads_nowhere(forged: str) -> None:
    assert OURS.references_in(forged) == ()


def test_a_recipient_is_known_again_by_no_address_and_not_in_another_mail() -> None:
    mark = OURS.mark(REFERENCED, "Desk@Partner.example.org")
    assert mark == OURS.mark(REFERENCED, "desk@partner.example.org")
    assert mark != OURS.mark(f"{REFERENCED}.1", "desk@partner.example.org")
    assert "desk" not in mark


def test_the_key_is_in_no_trace() -> None:
    assert "a key" not in repr(OURS)
