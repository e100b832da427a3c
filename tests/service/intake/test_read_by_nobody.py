"""An answer that stands where nobody reads it is no answer."""

import pytest

from services.intake.domain.concern import Concern
from services.intake.domain.note import Direction, NoteKind
from services.intake.domain.task import TaskKind
from services.intake.handlers.desk.answer import answer
from services.intake.handlers.desk.take_over import take_over
from services.intake.handlers.desk.write_note import Written, write_note
from services.intake.handlers.follow_tasks import Concerned, make_task, open_tasks
from services.intake.handlers.new_contact import add_contact, new_contact
from shared.clock import now
from shared.contracts.vocabulary import Channel, Reason
from tests.harness.services.intake import Place, a_counsellor

pytestmark = pytest.mark.engines

ANNA = a_counsellor("anna")


@pytest.mark.parametrize("channel", Channel)
async def test_what_nobody_can_read_answers_nobody(place: Place, channel: Channel) -> None:
    recorded = new_contact(recorded_as(channel), now())
    contact, key = recorded.state, await place.desk.keys.create(recorded.state.thread)
    await place.unit_of_work(lambda tx: add_contact(tx, place.desk.found_by, recorded, recorded_as(channel), key))
    await take_over(place.desk, contact.id, ANNA)
    await place.unit_of_work(lambda tx: make_task(tx, TaskKind.WROTE, Concerned(contact.thread, contact.thread)))

    reads = channel not in (Channel.PHONE, Channel.IN_PERSON, Channel.MAIL, Channel.LETTER)
    assert await answer(place.desk, contact.id, ANNA, "Wir rufen Sie gern an.") is reads
    assert bool(await place.unit_of_work(lambda tx: open_tasks(tx, contact.thread))) is not reads
    await write_note(place.desk, contact.id, ANNA, Written(NoteKind.MAIL, Direction.TO_PERSON, "Geantwortet."))
    assert await place.unit_of_work(lambda tx: open_tasks(tx, contact.thread)) == []


def recorded_as(channel: Channel) -> Concern:
    return Concern(text="Mir wurde gedroht.", reason=Reason.COUNSELLING, channel=channel)
