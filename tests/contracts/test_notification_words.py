"""Notification's tables and the contracts' vocabulary know the same words."""

from services.notification.deadline_texts import ROLES
from services.notification.subscriptions import event_handlers
from shared.contracts.catalogue import types_consumed
from shared.contracts.vocabulary import EntitledRole, Land, Offence
from shared.deadlines.working_days import LAENDER
from shared.offences import OFFENCES

SERVICE = "notification"
OPEN = {"other", "unknown"}


def test_every_offence_stands_in_the_table() -> None:
    assert set(OFFENCES) == set(Offence) - OPEN


def test_every_role_and_every_land_is_known() -> None:
    assert set(ROLES) == set(EntitledRole)
    assert set(LAENDER) == set(Land) - OPEN


def test_it_hears_what_the_catalogue_assigns_to_it() -> None:
    facts = {said for said, topic in types_consumed(SERVICE).items() if topic.kind in ("facts", "state")}
    assert set(event_handlers()) == facts
