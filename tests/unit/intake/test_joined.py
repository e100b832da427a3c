"""Which contacts become one at the desk, which stay apart, and when they are parted."""

from datetime import UTC, datetime
from typing import Any

import pytest

from services.intake.domain import joined
from services.intake.domain.contact import Contact
from services.intake.domain.ids import CaseId, ContactId, Counsellor
from shared.contracts.vocabulary import Channel, Land, Reason
from shared.errors import Conflict

ANNA, BERT = Counsellor("anna"), Counsellor("bert")
HOME = CaseId("case")


def contact(name: str, **differs: Any) -> Contact:
    """Open, with Anna, and no case."""
    known = Contact(
        id=ContactId(name),
        case_id=None,
        channel=Channel.PORTAL,
        reason=Reason.COUNSELLING,
        land=Land.UNKNOWN,
        recorded_at=datetime(2026, 11, 28, 9, tzinfo=UTC),
        state="assigned",
        counsellor=ANNA,
    )
    return known.model_copy(update=differs)


ANEW, TO = contact("anew"), contact("home", case_id=HOME)


def test_joined_it_is_with_whoever_has_the_case_and_for_whom_it_is_held() -> None:
    made = joined.join(ANEW, TO.model_copy(update={"counsellor": BERT, "held_for": ANNA}), ANNA)
    assert made
    assert (made.state.joined_to, made.state.counsellor, made.state.held_for) == (HOME, BERT, ANNA)
    assert joined.join(made.state, TO, BERT) is None, "twice is nothing new"


@pytest.mark.parametrize(
    ("of", "to", "why"),
    [
        (TO, TO, joined.ITSELF),
        (contact("anew", reason=Reason.ON_BEHALF), TO, joined.FOR_ANOTHER),
        (ANEW, contact("home", case_id=HOME, reason=Reason.ON_BEHALF), joined.FOR_ANOTHER),
        (contact("anew", joined_to=CaseId("third")), TO, joined.IN_A_ROW),
        (ANEW, contact("home", case_id=HOME, joined_to=CaseId("third")), joined.IN_A_ROW),
        (ANEW, contact("home", case_id=HOME, state="recorded", counsellor=None), joined.NOBODY_HAS_IT),
        (contact("anew", state="closed"), TO, "schon abgeschlossen"),
        (ANEW, contact("home", case_id=HOME, state="closed"), "schon abgeschlossen"),
        (contact("anew", counsellor=BERT), TO, "übernehmen Sie das Anliegen zuerst"),
    ],
)
def test_what_cannot_be_one_is_refused_with_its_reason(of: Contact, to: Contact, why: str) -> None:
    with pytest.raises(Conflict) as refused:
        joined.join(of, to, ANNA)
    assert why in refused.value.sentence


def test_parted_it_stands_for_itself_with_whoever_has_it() -> None:
    made = joined.part(contact("anew", joined_to=HOME), ANNA)
    assert made
    assert made.state == ANEW
    assert joined.part(ANEW, ANNA) is None, "twice is nothing new"


@pytest.mark.parametrize(
    ("differs", "why"),
    [
        ({"state": "closed"}, "schon abgeschlossen"),
        ({"counsellor": BERT}, "übernehmen Sie das Anliegen zuerst"),
    ],
)
def test_what_is_closed_or_a_colleagues_is_not_parted(differs: dict[str, Any], why: str) -> None:
    with pytest.raises(Conflict) as refused:
        joined.part(contact("anew", joined_to=HOME, **differs), ANNA)
    assert why in refused.value.sentence


def test_what_is_done_in_the_case_alone_is_refused_for_what_is_joined() -> None:
    joined.refuse_joined(ANEW)
    with pytest.raises(Conflict):
        joined.refuse_joined(contact("anew", joined_to=HOME))
