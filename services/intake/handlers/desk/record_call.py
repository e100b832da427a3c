"""A counsellor writes down what somebody tells on the phone."""

from services.intake.domain import acceptance
from services.intake.domain.acceptance import Acceptance
from services.intake.domain.concern import Concern
from services.intake.domain.ids import ContactId
from services.intake.handlers.dependencies import DeskDependencies
from services.intake.handlers.desk.take_over import assign_to
from services.intake.handlers.new_contact import add_contact, keyed_hashes, new_contact
from services.intake.store import ACCEPTANCES
from shared.bus import Transaction
from shared.web import Staff


async def record_call(desk: DeskDependencies, concern: Concern, me: Staff, *, attempt: str) -> ContactId:
    """The same page sent twice is one contact. Who spoke with the person is responsible for it."""
    known_by, body = keyed_hashes(desk.pepper, concern.canonical(), attempt, f"phone of {me.sub}")
    recorded = new_contact(concern, desk.clock())
    new = recorded.state
    key = await desk.keys.create(new.thread)

    async def work(tx: Transaction) -> Acceptance:
        earlier = await ACCEPTANCES.find(tx, id=known_by)
        if earlier:
            return acceptance.same(earlier, body)
        await add_contact(tx, recorded, concern, key, unread=False)
        accepted = Acceptance(id=known_by, body=body, contact_id=new.id, case_id=new.case_id)
        await ACCEPTANCES.add(tx, accepted)
        await assign_to(tx, new.id, me)
        return accepted

    return (await desk.unit_of_work(work)).contact_id
