"""Who is suspended leaves the directory until a supervisor lifts that, whatever a file of the operator says."""

import pytest

from services.referral.domain.access import StretchedPin, hash_token, is_right, issue_access, renew_pin, renew_token
from services.referral.domain.partner import digest, import_directory
from services.referral.domain.suspension import restore, suspend
from shared.errors import Conflict
from tests.unit.referral.given import partner
from tests.unit.referral.test_access import NOW


def test_who_is_suspended_is_not_listed_and_comes_back_as_it_was() -> None:
    known = partner("p")
    suspended = suspend(known, "misuse")
    assert suspended is not None
    assert (suspended.listed, suspended.suspended) == (False, "misuse")
    assert suspend(suspended, "unclear") is None
    assert restore(suspended) == known
    assert restore(known) is None


def test_who_has_left_the_directory_is_not_suspended() -> None:
    with pytest.raises(Conflict):
        suspend(partner("p", listed=False), "misuse")


def test_a_file_of_the_operator_lifts_no_suspension() -> None:
    (first,) = import_directory([], [partner("p")])
    suspended = suspend(first, "access_lost")
    assert suspended is not None
    assert import_directory([suspended], [partner("p")]) == []
    (changed,) = import_directory([suspended], [partner("p", note="neu in der Datei")])
    assert (changed.note, changed.listed, changed.suspended) == ("neu in der Datei", False, "access_lost")
    assert digest(suspended.model_copy(update={"listed": True})) == digest(first)


def test_a_new_pin_ends_the_old_one_and_leaves_the_token_and_the_other_way_round() -> None:
    old, new = StretchedPin(b"salt", b"of the old one"), StretchedPin(b"another", b"of the new one")
    first = issue_access("p", "token", old, NOW).state
    pin = renew_pin(first, new, NOW).state
    assert (is_right(pin, old), is_right(pin, new), pin.token_hash) == (False, True, first.token_hash)
    token = renew_token(first, "new", NOW).state
    assert (token.token_hash, is_right(token, old)) == (hash_token("new"), True)
