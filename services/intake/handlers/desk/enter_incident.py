"""A counsellor enters what was done to the person, or corrects it by another entry; the person is shown neither."""

from collections.abc import Iterable
from uuid import uuid4

from services.intake.domain import incident, prevention
from services.intake.domain.contact import Contact
from services.intake.domain.ids import ContactId, Counsellor, ThreadId
from services.intake.domain.incident import Account, Incident, Offender, OpenedIncident
from services.intake.handlers.dependencies import DeskDependencies
from services.intake.handlers.desk.keep_draft import Sheet, end_draft
from services.intake.handlers.desk.visibility import load_to_write, load_visible, visible_key
from services.intake.sealed_fields import open_incident, seal_incident
from services.intake.store import INCIDENTS
from shared.attempts import once
from shared.bus import Transaction
from shared.clock import whole_hour
from shared.sealing import DataKey
from shared.web import Staff
from shared.web.forms import InvalidForm

NO_SUCH_INCIDENT = "Einen Vorfall mit dieser Nummer gibt es in diesem Fall nicht."


async def enter_incident(
    desk: DeskDependencies,
    contact_id: ContactId,
    me: Staff,
    account: Account,
    corrects: str | None,
    *,
    act_id: str,
    draft: str = "",
) -> None:
    """Enters an incident. `corrects`: the id of the incident that this one replaces.

    `draft`: the reference under which the form was kept while it was typed. Raises NotFound and ReasonNeeded like
    load_visible, NotFound for an incident of another thread, InvalidForm where the offender is that of an incident that
    is not there. Raises Conflict where somebody else is responsible, the contact is closed or kept for prevention, or
    somebody corrected the same incident meanwhile.
    """
    key = await visible_key(desk, me, contact_id)

    async def do(tx: Transaction) -> None:
        of = await load_to_write(tx, me, contact_id)
        prevention.refuse_incident(of)
        known = await INCIDENTS.all(tx, sort="number", thread=of.thread)
        if corrects is not None:
            await INCIDENTS.get(tx, id=corrects, thread=of.thread)
            incident.refuse_corrected(known, corrects)
        if account.offender is Offender.SAME and account.same_as not in [each.number for each in known]:
            raise InvalidForm.at({"same_as": NO_SUCH_INCIDENT})
        await INCIDENTS.add(tx, _make(tx, key, of.thread, me, account, len(known) + 1, corrects))
        await end_draft(tx, me, draft, of.thread, Sheet("incidents", corrects))
        await desk.audit.note(tx, me, "noted", of.thread)

    await desk.unit_of_work(lambda tx: once(tx, act_id, lambda: do(tx)))


async def read_incident(
    desk: DeskDependencies, contact_id: ContactId, me: Staff, incident_id: str
) -> tuple[Contact, OpenedIncident]:
    """Opens an incident to be corrected.

    Raises NotFound and ReasonNeeded like load_visible, NotFound for one of another thread.
    """
    key = await visible_key(desk, me, contact_id)

    async def work(tx: Transaction) -> tuple[Contact, OpenedIncident]:
        of = await load_visible(tx, me, id=contact_id)
        known = await INCIDENTS.get(tx, id=incident_id, thread=of.thread)
        await desk.audit.note(tx, me, "file", of.thread)
        return of, OpenedIncident(known, open_incident(key, known))

    return await desk.unit_of_work(work)


async def incidents_of(tx: Transaction, thread: ThreadId, key: DataKey) -> list[OpenedIncident]:
    """Returns all incidents, in the order in which they were written."""
    return opened_incidents(key, await INCIDENTS.all(tx, sort="number", thread=thread))


def opened_incidents(key: DataKey, incidents: Iterable[Incident]) -> list[OpenedIncident]:
    return [OpenedIncident(each, open_incident(key, each)) for each in incidents]


def _make(
    tx: Transaction, key: DataKey, thread: ThreadId, me: Staff, account: Account, number: int, corrects: str | None
) -> Incident:
    incident_id = str(uuid4())
    return Incident(
        id=incident_id,
        thread=thread,
        number=number,
        at=whole_hour(tx.now),
        by=Counsellor(me.sub),
        sealed=seal_incident(key, thread, incident_id, account),
        corrects=corrects,
    )
