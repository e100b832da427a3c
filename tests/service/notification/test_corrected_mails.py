"""What was noted wrongly as a person's decision: she has one neutral mail, and reads the rest on her page."""

import uuid

import pytest

from shared.contracts.intake import AdditionCorrected, ConsentCorrected
from shared.contracts.message import Message
from tests.harness.services.notification import World

pytestmark = pytest.mark.engines


@pytest.mark.parametrize("kind", [ConsentCorrected, AdditionCorrected])
async def test_she_is_told_that_there_is_something_new_and_not_what(world: World, kind: type[Message]) -> None:
    person = f"{uuid.uuid4()}@person.example.org"
    case_id = await world.a_case_with_safe_contact(person)
    ids = {"case_id": case_id, "handover_id": str(uuid.uuid4()), "partner_id": str(uuid.uuid4())}
    await world.speaker.say_and_send(case_id, kind.read({**ids, "was": "given", "truly": "refused"}))
    (told,) = await world.ear.hear(case_id, 1)
    assert (told.data["audience"], told.data["rule"]) == ("person", "consent_corrected")
    (mail,) = world.mailbox.to(person)
    assert mail["Subject"] == "Neue Nachricht für Sie"
    assert "Einwilligung" not in mail.get_content()
