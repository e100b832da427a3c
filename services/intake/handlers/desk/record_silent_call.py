"""Records a call in which nobody spoke, or somebody only abused: counted, without a text, and closed at once."""

from uuid import UUID

from services.intake.domain import contact
from services.intake.domain.ids import CaseId, ContactId, Counsellor
from services.intake.handlers.dependencies import DeskDependencies
from services.intake.handlers.desk.close import close_in
from services.intake.handlers.desk.take_over import assign_to
from services.intake.handlers.record import record
from services.intake.store import CONTACTS
from shared.attempts import once
from shared.bus import Transaction
from shared.clock import whole_hour
from shared.contracts.vocabulary import Channel, Land, Reason, Urgency
from shared.sealing import DataKey
from shared.web import Staff


async def record_silent_call(desk: DeskDependencies, reason: Reason, me: Staff, *, act_id: str) -> None:
    """Records the call. `reason`: one that leads to no case. The same act sent twice is one call, and has one key."""
    contact_id = ContactId(str(UUID(act_id[:32], version=4)))
    recorded = contact.record(
        contact_id,
        CaseId(contact_id),
        channel=Channel.PHONE,
        reason=reason,
        land=Land.UNKNOWN,
        via=None,
        urgency=Urgency.ROUTINE,
        hour=whole_hour(desk.clock()),
    )
    await desk.keys.keep(recorded.state.thread, DataKey.generate())

    async def do(tx: Transaction) -> None:
        await CONTACTS.add(tx, recorded.state)
        await record(tx, recorded)
        await assign_to(tx, contact_id, me)
        await record(tx, await close_in(desk, tx, recorded.state, Counsellor(me.sub)))

    await desk.unit_of_work(lambda tx: once(tx, act_id, lambda: do(tx)))
