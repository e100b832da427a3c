"""Each act at the desk, and each fetch by another service, stands in the audit under its word, with who and of what."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import Final

import pytest

from services.intake.domain import new_code
from services.intake.domain.acknowledgement import Acknowledgement, Recipient
from services.intake.domain.concern import Concern
from services.intake.domain.consent import Choice
from services.intake.domain.correction import Assessment, MistakeReason
from services.intake.domain.emergency import Informed
from services.intake.domain.ids import AdditionId, CaseId, ContactId, Counsellor, HandoverId, PartnerId, ThreadId
from services.intake.domain.new_code import Basis, Because
from services.intake.domain.reading_cause import ReadingCause
from services.intake.domain.retention_period import HoldReason
from services.intake.domain.situation import Situation
from services.intake.domain.talk import Talk
from services.intake.handlers.desk.ask_for_addition import ask_for_addition
from services.intake.handlers.desk.ask_for_consent import ask_for_consent
from services.intake.handlers.desk.assess_correction import assess_correction
from services.intake.handlers.desk.caller_check import agree_by_phone
from services.intake.handlers.desk.correct_decision import FoundMistake, correct_addition_decision, correct_decision
from services.intake.handlers.desk.emergency import EnteredDisclosure, disclose, review
from services.intake.handlers.desk.erase import erase_case, erase_contact
from services.intake.handlers.desk.give_one_time_code import give_one_time_code
from services.intake.handlers.desk.hold import lift_hold, place_hold
from services.intake.handlers.desk.join_contact import join_contact, part_contact
from services.intake.handlers.desk.new_code import decide_on_new_code
from services.intake.handlers.desk.note_decision import note_addition_decision, note_decision
from services.intake.handlers.desk.open_with_reason import open_with_reason
from services.intake.handlers.desk.pass_to_head import pass_to_head, take_from_head
from services.intake.handlers.desk.read_readers import read_readers
from services.intake.handlers.desk.refer_for_prevention import refer_for_prevention
from services.intake.handlers.desk.relate import relate, separate
from services.intake.handlers.desk.state_talk import state_talk
from services.intake.handlers.desk.take_over import take_over
from services.intake.handlers.desk.team import register_colleague
from services.intake.handlers.new_contact import add_contact, new_contact
from services.intake.handlers.services.acknowledgements import fetch_acknowledgement
from services.intake.handlers.services.fetch import fetch_additions, fetch_package
from services.intake.sealed_fields import seal_recipient
from services.intake.store import ACKNOWLEDGEMENTS, CASES, CONTACTS, CORRECTIONS, DISCLOSURES, NEW_CODES
from shared.audit.trail import ENTRIES
from shared.clock import berlin_day
from shared.contracts.vocabulary import CaseOutcome, Channel, ConsentHow, ConsentItem, Reason
from shared.opening_reason import OpeningReason
from tests.harness.services.closing import close_case, close_contact
from tests.harness.ways.world import BY, World, a_world
from tests.unit.ways.test_all_ways import in_memory

Noted = set[tuple[str, str]]
"""Who, and the id of what: of every entry with the word."""
Act = Callable[[World], Awaitable[Noted]]

ITEMS: Final = {ConsentItem.ACCOUNT: "Mir wurde gedroht."}
ADDED: Final = {ConsentItem.CONTACT: "0201 5550199"}
NEVER_ASKED: Final = FoundMistake("asked", MistakeReason.NOT_HER)


async def acknowledgement_fetched(world: World) -> Noted:
    thread, at = ThreadId(world.case_id), world.clock()
    sealed = seal_recipient(await world.desk.key(thread), thread, "of-a-day", Recipient(to="kim@example.org"))
    owed = Acknowledgement(id="of-a-day", name="random", thread=thread, at=at, sealed=sealed)
    await world.desk.unit_of_work(lambda tx: ACKNOWLEDGEMENTS.add(tx, owed))
    await fetch_acknowledgement(world.desk, BY, "random", "post@example.org")
    return {(BY.sub, world.case_id)}


async def package_fetched(world: World) -> Noted:
    await fetch_package(world.desk, BY, await consented(world))
    return {(BY.sub, world.case_id)}


async def addition_fetched(world: World) -> Noted:
    handover_id, _ = await added(world)
    await fetch_additions(world.desk, BY, handover_id)
    return {(BY.sub, world.case_id)}


async def hold_lifted(world: World) -> Noted:
    until = berlin_day(world.clock()) + timedelta(days=30)
    await place_hold(world.desk, world.contact_id, world.anna, HoldReason.CLAIMS, until, act_id="place")
    await lift_hold(world.desk, world.contact_id, world.anna, act_id="lift")
    return {("anna", world.case_id)}


async def emergency_reviewed(world: World) -> Noted:
    told = EnteredDisclosure(Informed.RESCUE, "Sie nannte eine Uhrzeit.", person_may_know=True)
    await disclose(world.desk, world.contact_id, world.anna, told)
    (known,) = await world.desk.unit_of_work(lambda tx: DISCLOSURES.all(tx))
    opened = await open_with_reason(world.desk, world.sven, ThreadId(world.case_id), OpeningReason.DANGER)
    await review(world.desk, known.id, opened)
    return {("sven", world.case_id)}


async def word_agreed(world: World) -> Noted:
    await agree_by_phone(world.desk, world.contact_id, world.anna, "Apfelbaum im Regen")
    return {("anna", world.case_id)}


async def decision_corrected(world: World) -> Noted:
    await correct_decision(world.desk, await consented(world), world.anna, NEVER_ASKED)
    return {("anna", world.case_id)}


async def addition_corrected(world: World) -> Noted:
    _, addition_id = await added(world)
    await correct_addition_decision(world.desk, addition_id, world.anna, NEVER_ASKED)
    return {("anna", world.case_id)}


async def correction_assessed(world: World) -> Noted:
    handover_id = await consented(world)
    await world.come_to_rest()
    await correct_decision(world.desk, handover_id, world.anna, NEVER_ASKED)
    (known,) = await world.desk.unit_of_work(lambda tx: CORRECTIONS.all(tx))
    await assess_correction(world.desk, known.id, world.sven, Assessment.NO_RISK, "Nichts gelesen.")
    return {("sven", world.case_id)}


async def contact_parted(world: World) -> Noted:
    joined = await another(world, Reason.INFORMATION)
    await join_contact(world.desk, joined, world.anna, await number_of(world, world.case_id), act_id="join")
    await part_contact(world.desk, joined, world.anna)
    return {("anna", joined)}


async def cases_separated(world: World) -> Noted:
    other = ThreadId(await another_case(world))
    await relate(world.desk, world.contact_id, world.anna, await number_of(world, CaseId(other)))
    await separate(world.desk, world.contact_id, world.anna, other)
    return {("anna", world.case_id), ("anna", other)}


async def cases_related(world: World) -> Noted:
    other = ThreadId(await another_case(world))
    await relate(world.desk, world.contact_id, world.anna, await number_of(world, CaseId(other)))
    return {("anna", world.case_id), ("anna", other)}


async def one_time_code_given(world: World) -> Noted:
    await give_one_time_code(world.desk, world.contact_id, world.anna)
    return {("anna", world.case_id)}


async def new_code_refused(world: World) -> Noted:
    thread = ThreadId(world.case_id)
    asked = new_code.ask("a-code", thread, (), Counsellor("anna"), Basis.WORD, "a-word", world.clock())
    await world.desk.unit_of_work(lambda tx: NEW_CODES.add(tx, asked.state))
    await decide_on_new_code(world.desk, "a-code", world.sven, Because.DOUBTS)
    return {("sven", world.case_id)}


async def readers_read(world: World) -> Noted:
    await read_readers(world.desk, world.sven, ThreadId(world.case_id), ReadingCause.COMPLAINT)
    return {("sven", world.case_id)}


async def passed_to_the_head(world: World) -> Noted:
    await register_colleague(world.desk, world.sven)
    contact_id = await another(world, Reason.INFORMATION)
    await pass_to_head(world.desk, contact_id, world.anna)
    return {("anna", contact_id)}


async def taken_from_the_head(world: World) -> Noted:
    contact_id = await another(world, Reason.PRESS)
    await take_from_head(world.desk, contact_id, world.anna)
    return {("anna", contact_id)}


async def erased(world: World) -> Noted:
    await close_case(world.desk, world.case_id, world.anna, CaseOutcome.RESOLVED)
    await erase_case(world.desk, world.sven, world.case_id)
    return {("sven", world.case_id)}


async def contact_erased(world: World) -> Noted:
    contact_id = await another(world, Reason.INFORMATION)
    await close_contact(world.desk, contact_id, world.anna)
    await erase_contact(world.desk, world.sven, contact_id)
    return {("sven", contact_id)}


async def talk_stated(world: World) -> Noted:
    await state_talk(world.desk, world.contact_id, world.anna, Talk(place="Rathaus"))
    return {("anna", world.case_id)}


async def referred_for_prevention(world: World) -> Noted:
    contact_id = await another(world, Reason.PREVENTION)
    await refer_for_prevention(world.desk, contact_id, world.anna, Situation())
    return {("anna", contact_id)}


ACTS: Final[Mapping[Act, str]] = {
    acknowledgement_fetched: "acknowledgement",
    package_fetched: "package",
    addition_fetched: "addition",
    hold_lifted: "hold-lifted",
    emergency_reviewed: "emergency-reviewed",
    word_agreed: "word-agreed",
    decision_corrected: "consent-corrected",
    addition_corrected: "consent-corrected",
    correction_assessed: "correction-assessed",
    contact_parted: "parted",
    cases_separated: "separated",
    cases_related: "related",
    one_time_code_given: "one-time-code",
    new_code_refused: "new-code-refused",
    readers_read: "readers",
    passed_to_the_head: "given",
    taken_from_the_head: "given",
    erased: "erased",
    contact_erased: "erased",
    talk_stated: "talk-stated",
    referred_for_prevention: "referred-for-prevention",
}


@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.__name__)
async def test_an_act_is_noted_under_its_word(act: Act) -> None:
    world = await a_world(in_memory())
    expected = await act(world)
    found = world.desk.unit_of_work.store[ENTRIES].find({"what": ACTS[act]})
    assert {(each["by"], each["case"]) async for each in found} == expected
    await world.desk.audit.verify(world.desk.unit_of_work.store)


async def consented(world: World) -> HandoverId:
    partner_id = PartnerId(world.partners["advice"].partner_id)
    handover_id = await ask_for_consent(world.desk, world.case_id, world.anna, partner_id, ITEMS)
    await note_decision(world.desk, handover_id, world.anna, "given", ConsentHow.VOICE)
    return handover_id


async def added(world: World) -> tuple[HandoverId, AdditionId]:
    handover_id, yes = await consented(world), Choice("given", (*ADDED,))
    addition_id = await ask_for_addition(world.desk, handover_id, world.anna, ADDED)
    await note_addition_decision(world.desk, addition_id, world.anna, yes, ConsentHow.VOICE)
    return handover_id, addition_id


async def another(world: World, reason: Reason = Reason.COUNSELLING) -> ContactId:
    """Contact of Anna's too."""
    concern = Concern(channel=Channel.PORTAL, text="Noch etwas.", reason=reason)
    recorded = new_contact(concern, world.clock())
    key = await world.desk.keys.create(recorded.state.thread)
    await world.desk.unit_of_work(lambda tx: add_contact(tx, world.desk.found_by, recorded, concern, key, unread=False))
    await take_over(world.desk, recorded.state.id, world.anna)
    return recorded.state.id


async def another_case(world: World) -> CaseId:
    contact_id = await another(world)
    found = await world.desk.unit_of_work(lambda tx: CONTACTS.get(tx, id=contact_id))
    assert found.case_id
    return found.case_id


async def number_of(world: World, case_id: CaseId) -> str:
    found = await world.desk.unit_of_work(lambda tx: CASES.get(tx, id=case_id))
    assert found.number
    return found.number
