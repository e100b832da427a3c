"""Gives another service content by its reference (claim check), only as long as it is entitled to it."""

from typing import Any

from services.intake.domain import consent
from services.intake.domain.addition import Addition, AdditionDecision, may_be_added_to
from services.intake.domain.arrangement import KeptArrangement, stands
from services.intake.domain.consent import Standing
from services.intake.domain.evidence import Evidence
from services.intake.domain.handover import Handover
from services.intake.domain.ids import HandoverId
from services.intake.domain.safe_contact import SafeContactEntry, in_force
from services.intake.handlers.dependencies import DeskDependencies
from services.intake.handlers.services.fetch_file import agreed_files, listed
from services.intake.sealed_fields import open_addition, open_arrangement, open_items, open_safe_contact
from services.intake.store import ADDITIONS, ARRANGEMENTS, CONSENTS, HANDOVERS, SAFE_CONTACTS
from shared.audit import Reader
from shared.bus import Transaction
from shared.contracts.vocabulary import ConsentItem
from shared.errors import Conflict, Gone
from shared.failpoint import failpoint
from shared.sealing import DataKey

WITHOUT_CONSENT = "Ohne Einwilligung wird nichts weitergegeben."


async def fetch_package(desk: DeskDependencies, by: Reader, handover_id: HandoverId) -> dict[str, Any]:
    """Returns for referral what the person agreed to, nothing else that was asked for, and which files there are.

    Raises Conflict before the consent, Gone after a refusal or withdrawal, and for a cold hand-over.
    """

    async def work(tx: Transaction) -> tuple[Handover, Standing, tuple[ConsentItem, ...], list[Evidence]]:
        asked = await HANDOVERS.get(tx, id=handover_id)
        consents = await CONSENTS.all(tx, sort="at", case_id=asked.case_id)
        standing = consent.standing(asked, consents)
        if standing == "given" and not asked.is_cold:
            await desk.audit.note(tx, by, "package", asked.case_id)
        return asked, standing, consent.agreed_items(asked, consents), await agreed_files(tx, asked)

    asked, standing, agreed, files = await desk.unit_of_work(work)
    if standing == "asked":
        raise Conflict("not-in-this-state", WITHOUT_CONSENT)
    if standing != "given" or asked.is_cold:
        raise Gone(sentence=WITHOUT_CONSENT)
    key = await desk.key(asked.case_id)
    failpoint("package.before_answer")
    texts = open_items(key, asked)
    items = {item: texts[item] for item in agreed}
    return {"items": items, "kind": asked.kind, "files": [listed(key, each) for each in files]}


async def fetch_standing(desk: DeskDependencies, handover_id: HandoverId) -> dict[str, Any]:
    """Returns for referral, at each look of a partner, how the consent stands.

    `added`: whether anything was ever agreed to in addition. `mistaken`: the consent never was; it is told as
    withdrawn, so that a release that does not know this word shows nothing. Raises NotFound for a hand-over that was
    erased, or never was.
    """

    async def work(tx: Transaction) -> tuple[Standing, bool, bool]:
        asked = await HANDOVERS.get(tx, id=handover_id)
        added = await ADDITIONS.all(tx, case_id=asked.case_id, handover_id=handover_id)
        consents = await CONSENTS.all(tx, sort="at", case_id=asked.case_id)
        mistaken = consent.was_given_by_mistake(asked, consents)
        return consent.standing(asked, consents), any(each.was_shown for each in added), mistaken

    standing, added, mistaken = await desk.unit_of_work(work)
    told = {"standing": "withdrawn" if mistaken else standing, "added": added}
    return told | ({"mistaken": True} if mistaken else {})


async def fetch_additions(desk: DeskDependencies, by: Reader, handover_id: HandoverId) -> dict[str, Any]:
    """Returns for referral, at each look of a partner, what the person agreed to in addition, and nothing else.

    Of a withdrawn addition only which and when; nothing once the hand-over is withdrawn or over. Raises NotFound as
    `fetch_standing`.
    """

    async def work(tx: Transaction) -> tuple[Handover, list[Addition]]:
        asked = await HANDOVERS.get(tx, id=handover_id)
        if not may_be_added_to(asked, await CONSENTS.all(tx, sort="at", case_id=asked.case_id)):
            return asked, []
        found = await ADDITIONS.all(tx, sort="asked_at", case_id=asked.case_id, handover_id=handover_id)
        if any(each.standing == "given" for each in found):
            await desk.audit.note(tx, by, "addition", asked.case_id)
        return asked, found

    asked, found = await desk.unit_of_work(work)
    if not found:
        return {"additions": [], "withdrawn": []}
    key = await desk.key(asked.case_id)
    return {
        "additions": [_agreed(key, each) for each in found if each.standing == "given"],
        "withdrawn": [
            _named(each) | {"withdrawn_at": each.withdrawn_at.isoformat()} for each in found if each.withdrawn_at
        ]
        + [_mistaken(each.id, each.shown_by_mistake) for each in found if each.shown_by_mistake],
    }


def _agreed(key: DataKey, given: Addition) -> dict[str, Any]:
    texts = open_addition(key, given)
    return _named(given) | {"items": {item: texts[item] for item in given.agreed}}


def _mistaken(addition_id: str, noted: AdditionDecision) -> dict[str, Any]:
    assert noted.mistaken_at
    found_at = noted.mistaken_at.isoformat()
    return {"id": addition_id, "given_at": noted.at.isoformat(), "withdrawn_at": found_at, "mistaken": True}


def _named(given: Addition) -> dict[str, Any]:
    """Returns what the partner knows the addition by; it is the same after a withdrawal."""
    assert given.agreed_at
    return {"id": given.id, "given_at": given.agreed_at.isoformat()}


async def fetch_arrangement_answer(desk: DeskDependencies, handover_id: HandoverId) -> dict[str, Any]:
    """Returns for referral what the person answered to the partner's appointments; None without a standing consent.

    Raises NotFound for a hand-over that was erased, or never was.
    """

    async def work(tx: Transaction) -> tuple[Handover, KeptArrangement | None]:
        asked = await HANDOVERS.get(tx, id=handover_id)
        known = await ARRANGEMENTS.find(tx, id=handover_id)
        return asked, known if stands(asked, await CONSENTS.all(tx, sort="at", case_id=asked.case_id)) else None

    asked, known = await desk.unit_of_work(work)
    if known is None:
        return {"answer": None}
    opened = open_arrangement(await desk.key(asked.case_id), known)
    return {"answer": opened.answer.model_dump(mode="json") if opened.answer else None}


async def fetch_safe_contact(desk: DeskDependencies, by: Reader, reference: str) -> dict[str, Any]:
    """Returns the safe contact for notification. Raises Gone where a later entry replaced or withdrew it."""

    async def work(tx: Transaction) -> SafeContactEntry:
        found = await SAFE_CONTACTS.get(tx, id=reference)
        if found != in_force(await SAFE_CONTACTS.all(tx, sort="number", thread=found.thread)):
            raise Gone(sentence="Dieser Kontaktweg gilt nicht mehr.")
        await desk.audit.note(tx, by, "safe-contact", found.thread)
        return found

    found = await desk.unit_of_work(work)
    key = await desk.key(found.thread)
    failpoint("safe_contact.before_answer")
    return open_safe_contact(key, found).model_dump(exclude_none=True)
