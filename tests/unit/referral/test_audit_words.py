"""Each look at a case, and at what was passed on, stands in the audit under its word, with who looked."""

from collections.abc import Callable, Mapping
from typing import Final

import pytest

from services.referral.handlers.counsellor.read_case import read_proceeding, read_proceedings
from services.referral.store import PROCEEDINGS
from shared.audit import Audit
from shared.audit.trail import ENTRIES
from tests.harness.services.intake import AUDIT_KEY
from tests.unit.referral.test_same_act import one
from tests.unit.ways.test_edges import Told

AUDIT: Final = Audit(AUDIT_KEY)
Look = Callable[[Told], str]
"""Says who looked."""


def partner_reads_the_package(told: Told) -> str:
    told.reads(0, "page")
    return told.referral.partner_id


def proposals_are_read_for_a_call(told: Told) -> str:
    world = told.world
    told.run(world.record_phone_answer.read(world.anna, world.case_id, told.referral.referral_id))
    return "anna"


def proceedings_are_read(told: Told) -> str:
    world = told.world
    told.run(world.referral(lambda tx: read_proceedings(tx, AUDIT, world.anna, world.case_id)))
    return "anna"


def one_proceeding_is_read(told: Told) -> str:
    world = told.world
    entered = one("entered").model_copy(update={"case_id": world.case_id})
    told.run(world.referral(lambda tx: PROCEEDINGS.put(tx, entered)))
    told.run(world.referral(lambda tx: read_proceeding(tx, AUDIT, world.anna, world.case_id, "entered")))
    return "anna"


LOOKS: Final[Mapping[Look, str]] = {
    partner_reads_the_package: "package",
    proposals_are_read_for_a_call: "proposals",
    proceedings_are_read: "proceedings",
    one_proceeding_is_read: "proceeding",
}


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: look.__name__)
def test_a_look_is_noted_under_its_word(look: Look) -> None:
    told = Told()
    told.begin("advice", "interface", "contact", 0)
    entries = told.world.referral.store[ENTRIES]
    before = told.run(entries.count_documents({}))
    who = look(told)
    *_, last = told.run(entries.find({}).to_list(None))
    assert told.run(entries.count_documents({})) == before + 1
    assert (last["by"], last["what"], last["case"]) == (who, LOOKS[look], told.world.case_id)
