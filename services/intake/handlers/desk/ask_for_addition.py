"""A counsellor asks the person what a partner may learn in addition to a hand-over that runs, word for word."""

from collections.abc import Mapping
from uuid import uuid4

from services.intake.domain import addition, contact, on_behalf, prevention
from services.intake.domain.addition import AdditionAsked
from services.intake.domain.contact import Contact
from services.intake.domain.handover import Handover
from services.intake.domain.ids import AdditionId, CaseId, Counsellor, HandoverId, ThreadId
from services.intake.handlers.dependencies import DeskDependencies
from services.intake.handlers.desk.keep_draft import Sheet, end_draft
from services.intake.handlers.desk.visibility import load_visible
from services.intake.handlers.record import record
from services.intake.handlers.show import show_later
from services.intake.sealed_fields import seal_addition
from services.intake.store import ADDITIONS, CASES, CONSENTS, HANDOVERS
from shared.attempts import once
from shared.bus import Transaction
from shared.contracts.vocabulary import ConsentItem
from shared.web import Staff


async def handover_of(desk: DeskDependencies, me: Staff, handover_id: HandoverId) -> tuple[Handover, Contact]:
    """Returns the hand-over and the contact of its case; their content is not opened, so nothing is noted.

    Raises NotFound, also where a colleague has the case.
    """

    async def work(tx: Transaction) -> tuple[Handover, Contact]:
        found = await HANDOVERS.get(tx, id=handover_id)
        return found, await load_visible(tx, me, case_id=found.case_id)

    return await desk.unit_of_work(work)


async def refuse_addition(desk: DeskDependencies, handover_id: HandoverId, me: Staff) -> None:
    """Checks that something may be added. Raises NotFound as `handover_of`, and Conflict where nothing may be."""

    async def work(tx: Transaction) -> None:
        found = await HANDOVERS.get(tx, id=handover_id)
        on_behalf.refuse_consent(await load_visible(tx, me, case_id=found.case_id))
        addition.refuse_over(found, await CONSENTS.all(tx, sort="at", case_id=found.case_id))

    await desk.unit_of_work(work)


async def ask_for_addition(
    desk: DeskDependencies,
    handover_id: HandoverId,
    me: Staff,
    texts: Mapping[ConsentItem, str],
    *,
    tells_no_act: bool = False,
    draft: str = "",
    act_id: str | None = None,
) -> AdditionId:
    """Asks for an addition; the same act asks once. `texts`: for each ticked item exactly what the partner will read.

    `draft`: the reference under which the form was kept while it was typed. Raises as `handover_of`, `addition.ask` and
    `prevention.refuse_asking`, and Conflict where `me` is not responsible.
    """
    addition_id = AdditionId(str(uuid4()))
    known, _ = await handover_of(desk, me, handover_id)
    sealed = seal_addition(await desk.key(known.case_id), known.case_id, addition_id, texts)

    async def do(tx: Transaction) -> str:
        tx.lock_key(known.case_id)
        found = await HANDOVERS.get(tx, id=handover_id)
        await _refuse_asking(tx, me, found.case_id)
        case = await CASES.get(tx, id=found.case_id)
        prevention.refuse_asking(case, texts, tells_no_act=tells_no_act)
        asked = addition.ask(
            addition_id,
            case,
            found,
            await CONSENTS.all(tx, sort="at", case_id=found.case_id),
            items=list(texts),
            sealed=sealed,
            others=await ADDITIONS.all(tx, case_id=found.case_id, handover_id=handover_id),
            now=tx.now,
        )
        await end_draft(tx, me, draft, ThreadId(found.case_id), Sheet("additions", handover_id))
        return await _keep(tx, asked)

    return AdditionId((await desk.unit_of_work(lambda tx: once(tx, act_id, lambda: do(tx)))).result)


async def _refuse_asking(tx: Transaction, me: Staff, case_id: CaseId) -> None:
    concerned = await load_visible(tx, me, case_id=case_id)
    contact.refuse_unless_with(concerned, Counsellor(me.sub))
    on_behalf.refuse_consent(concerned)


async def _keep(tx: Transaction, asked: AdditionAsked) -> AdditionId:
    await ADDITIONS.add(tx, asked.state)
    show_later(tx, ThreadId(asked.state.case_id))
    await record(tx, asked)
    return asked.state.id
