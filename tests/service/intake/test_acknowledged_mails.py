"""Whoever wrote a mail is owed one automatic answer a day, and nobody whom it could harm or who is a machine."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from services.intake.domain.acknowledgement import MOST_AN_HOUR
from services.intake.domain.ids import CaseId, ThreadId
from services.intake.domain.safe_contact import SafeContact
from services.intake.handlers.desk.erase import erase_case
from services.intake.handlers.desk.take_over import take_over
from services.intake.handlers.mail.read_mailbox import ReadMailbox
from services.intake.handlers.mail.take import TakeMail
from services.intake.handlers.new_contact import add_safe_contact
from services.intake.handlers.services.acknowledgements import fetch_acknowledgement, list_acknowledgements
from services.intake.store import ACKNOWLEDGEMENTS, contact_of
from shared.audit import Actor
from shared.bus import Transaction
from shared.contracts.vocabulary import CaseOutcome
from shared.errors import Gone, NotFound
from tests.harness.services.closing import close_case
from tests.harness.services.imap_server import OWN, Inbox, a_mail, an_inbox
from tests.harness.services.intake import Place, a_counsellor

pytestmark = pytest.mark.engines

NOTIFICATION = Actor("notification", "service")
PERSON = "person@example.org"


@pytest.fixture
async def inbox() -> AsyncIterator[Inbox]:
    async with an_inbox() as opened:
        yield opened


async def read(place: Place, inbox: Inbox, *mails: bytes) -> None:
    await inbox.put(*mails)
    await ReadMailbox(place.desk, inbox.account, TakeMail(place.desk, OWN))()


async def owed(place: Place) -> list[str]:
    return (await list_acknowledgements(place.desk))["owed"]


async def fetched(place: Place, name: str) -> dict[str, Any]:
    return await fetch_acknowledgement(place.desk, NOTIFICATION, name, OWN)


async def only_thread(place: Place) -> ThreadId:
    (case,) = await place.store["cases"].find({}).to_list()
    return ThreadId(case["_id"])


async def test_a_mail_is_owed_one_answer_to_where_it_came_from(place: Place, inbox: Inbox) -> None:
    await read(place, inbox, a_mail(Return_Path="<bote@example.org>"))
    (name,) = await owed(place)
    assert await fetched(place, name) == {
        "to": "bote@example.org",
        "answers": "<eins@mail.example>",
        "reply_to": OWN,
    }


async def test_what_notification_knows_it_by_says_nothing_of_the_address(place: Place, inbox: Inbox) -> None:
    await read(place, inbox, a_mail())
    (name,), (kept,) = await owed(place), await place.store["acknowledgements"].find({}).to_list()
    await place.store["acknowledgements"].delete_many({})
    await read(place, inbox, a_mail(message_id="<zwei@mail.example>"))
    (later,), (anew,) = await owed(place), await place.store["acknowledgements"].find({}).to_list()
    assert kept["_id"] == anew["_id"], "the same address on the same day"
    assert len({kept["_id"], name, later}) == 3


async def test_an_answer_to_it_comes_into_the_thread_of_the_mail(place: Place, inbox: Inbox) -> None:
    answered = "<unsere@anlaufstelle.example>"
    await read(place, inbox, a_mail())
    references = f"<eins@mail.example> {answered}"
    answer = a_mail("Noch etwas.", message_id="<zwei@mail.example>", In_Reply_To=answered, References=references)
    await read(place, inbox, answer)
    assert await place.store["mails"].count_documents({}) == 2
    assert await only_thread(place)


async def test_an_address_gets_one_a_day_however_many_mails_and_threads(place: Place, inbox: Inbox) -> None:
    again = a_mail("Noch etwas.", message_id="<zwei@mail.example>", In_Reply_To="<eins@mail.example>")
    other = a_mail("Etwas anderes.", message_id="<drei@mail.example>", sender="PERSON@EXAMPLE.ORG")
    await read(place, inbox, a_mail(), again, other)
    assert len(await owed(place)) == 1
    someone = a_mail(message_id="<vier@mail.example>", sender="andere@example.org")
    await read(place, inbox, someone)
    assert len(await owed(place)) == 2


async def test_a_mail_that_is_taken_again_is_owed_nothing_more(place: Place, inbox: Inbox) -> None:
    await read(place, inbox, a_mail())
    await read(place, inbox, a_mail())
    assert len(await owed(place)) == 1


@pytest.mark.parametrize(
    "headers", [{"Auto_Submitted": "auto-replied"}, {"Precedence": "bulk"}, {"Return_Path": "<>"}, {"List_Id": "<a.b>"}]
)
async def test_what_a_machine_sent_is_taken_and_never_answered(
    place: Place, inbox: Inbox, headers: dict[str, str]
) -> None:
    await read(place, inbox, a_mail(**headers))
    assert await place.store["mails"].count_documents({}) == 1
    assert await owed(place) == []


async def test_neither_address_nor_message_id_stand_in_the_store(place: Place, inbox: Inbox) -> None:
    await read(place, inbox, a_mail())
    kept = str(await place.store["acknowledgements"].find({}).to_list())
    assert PERSON not in kept
    assert "eins@mail" not in kept


@pytest.mark.parametrize(
    ("stated", "may"),
    [
        (SafeContact(channel="mail", address=PERSON), True),
        (SafeContact(channel="mail", address="Person@Example.org"), True),
        (SafeContact(channel="mail", address="privat@example.net"), False),
        (SafeContact(channel="mail", address=PERSON, weekdays=("mon",)), False),
        (SafeContact(channel="mail", address=PERSON, latest="18:00"), False),
        (SafeContact(channel="phone", address="030 23125 100"), False),
        (SafeContact(channel="none"), False),
    ],
)
async def test_who_said_how_she_is_reached_is_answered_by_that_way_alone(
    place: Place, inbox: Inbox, stated: SafeContact, may: bool
) -> None:
    await read(place, inbox, a_mail())
    (name,) = await owed(place)
    thread = await only_thread(place)
    key = await place.desk.key(thread)

    async def state(tx: Transaction) -> None:
        of = await contact_of(tx, thread)
        assert of
        await add_safe_contact(tx, of, key, stated)

    await place.unit_of_work(state)
    if may:
        assert (await fetched(place, name))["to"] == PERSON
    else:
        with pytest.raises(Gone):
            await fetched(place, name)


async def test_of_an_erased_case_nobody_is_told_anything(place: Place, inbox: Inbox) -> None:
    await read(place, inbox, a_mail())
    (name,) = await owed(place)
    anna, case = a_counsellor("anna"), CaseId(await only_thread(place))
    (contact,) = await place.store["contacts"].find({}).to_list()
    await take_over(place.desk, contact["_id"], anna)
    await place.store["messages"].update_many({}, {"$set": {"unread": False}})
    await close_case(place.desk, case, anna, CaseOutcome.RESOLVED)
    await erase_case(place.desk, anna, case)
    assert await owed(place) == []
    with pytest.raises(NotFound):
        await fetched(place, name)


async def test_after_a_day_nothing_is_owed_any_more(place: Place, inbox: Inbox) -> None:
    await read(place, inbox, a_mail())
    (name,) = await owed(place)

    async def age(tx: Transaction) -> None:
        known = await ACKNOWLEDGEMENTS.get(tx, name=name)
        await ACKNOWLEDGEMENTS.put(tx, known.model_copy(update={"at": known.at - timedelta(hours=24)}))

    await place.unit_of_work(age)
    assert await owed(place) == []
    with pytest.raises(Gone):
        await fetched(place, name)


async def test_whoever_forges_many_addresses_makes_us_write_to_few(
    place: Place, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.intake.handlers.mail.acknowledge.MOST_AN_HOUR", 2)
    mails = [a_mail(message_id=f"<{n}@mail.example>", sender=f"forged{n}@example.org") for n in range(4)]
    await read(place, inbox, *mails)
    assert await place.store["mails"].count_documents({}) == 4
    assert len(await owed(place)) == 2 < MOST_AN_HOUR
