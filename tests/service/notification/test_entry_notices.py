"""Mails to a partner about its entry: neutral, without a case, and it is said what became of them."""

import json
import uuid

import pytest

from shared.contracts.referral import EntryDue, EntryTested, PartnerDelisted, PartnerListed
from tests.harness.eventually import eventually
from tests.harness.services.bounces import report
from tests.harness.services.imap_server import Inbox
from tests.harness.services.notification import World

pytestmark = pytest.mark.engines
LINK = "https://partner.example.org/partner/eintrag/abc"


def reached_at(world: World, partner_id: str, occasion: str, *to: str) -> None:
    """As the owner of the addresses says it."""
    content = json.dumps({"to": to, "link": LINK}).encode()
    world.owners.content[f"/internal/entries/{partner_id}/notices/{occasion}"] = content


@pytest.mark.parametrize(
    ("fact", "rule", "subject"),
    [
        (EntryTested, "entry_test", "Kommt diese Mail bei Ihnen an?"),
        (EntryDue, "entry_due", "Stimmt Ihr Eintrag im Partnernetz noch?"),
    ],
    ids=["test", "due"],
)
async def test_a_partner_is_written_to_about_its_entry_and_about_no_case(
    world: World, fact: type[EntryTested | EntryDue], rule: str, subject: str
) -> None:
    partner_id = str(uuid.uuid4())
    address = f"{partner_id}@partner.example.org"
    reached_at(world, partner_id, rule, address)
    await world.speaker.say_and_send(partner_id, fact(partner_id=partner_id))
    (sent,) = await world.ear.hear(partner_id, 1)
    assert (sent.type.split(".")[3], sent.data["rule"], sent.data["audience"]) == ("sent", rule, "partner")
    assert (sent.data["partner_id"], sent.data.get("case_id"), sent.data.get("referral_id")) == (partner_id, None, None)
    (mail,) = world.mailbox.to(address)
    assert (mail["Subject"], LINK in mail.get_content(), mail["Reply-To"]) == (subject, True, None)
    assert partner_id not in mail.get_content()


async def test_who_has_nothing_to_say_any_more_gets_no_mail_and_it_is_no_failure(world: World) -> None:
    partner_id = str(uuid.uuid4())
    reached_at(world, partner_id, "entry_due")
    await world.speaker.say_and_send(partner_id, EntryDue(partner_id=partner_id))
    assert await world.facts(partner_id, 1) == ["delivery.suppressed.v1"]


async def test_a_mailbox_that_refuses_is_told_to_who_keeps_the_directory(world: World) -> None:
    partner_id = str(uuid.uuid4())
    world.owners.content[f"/internal/entries/{partner_id}/notices/entry_test"] = None
    await world.speaker.say_and_send(partner_id, EntryTested(partner_id=partner_id))
    (failed,) = await world.ear.hear(partner_id, 1)
    assert (failed.type.split(".")[3], failed.data["partner_id"]) == ("failed", partner_id)


@pytest.mark.parametrize(("fact", "rule"), [(EntryTested, "entry_test"), (EntryDue, "entry_due")], ids=["test", "due"])
async def test_a_mail_about_an_entry_that_comes_back_is_told_to_who_keeps_the_directory(
    world: World, bounces: Inbox, fact: type[EntryTested | EntryDue], rule: str
) -> None:
    """A mail server that takes it and reports later (RFC 3464) is as one that refuses."""
    partner_id = str(uuid.uuid4())
    address = f"{partner_id}@partner.example.org"
    reached_at(world, partner_id, rule, address)
    await world.speaker.say_and_send(partner_id, fact(partner_id=partner_id))
    (sent,) = await world.ear.hear(partner_id, 1)
    (mail,) = world.mailbox.to(address)

    again = report(str(mail["Message-ID"]), address)
    await bounces.put(again, again)
    await bounces.until_read()

    _, failed = await world.ear.hear(partner_id, 2)
    assert (failed.type.split(".")[3], failed.data["rule"], failed.data["audience"]) == ("failed", rule, "partner")
    assert (failed.data["partner_id"], failed.data["dispatch_id"]) == (partner_id, sent.data["dispatch_id"])
    assert (failed.data.get("case_id"), failed.data.get("referral_id")) == (None, None)
    assert address not in json.dumps(failed.data)
    assert await world.states(partner_id) == ["failed"]
    assert len(world.ear.about(partner_id)) == 2


async def test_what_was_written_about_an_entry_goes_with_it(world: World) -> None:
    partner_id = str(uuid.uuid4())
    reached_at(world, partner_id, "entry_test", f"{partner_id}@partner.example.org")
    listed = PartnerListed(partner_id=partner_id, category="legal", level="land", name="Nord", ways=("mail",))
    await world.speaker.say_and_send(partner_id, listed, EntryTested(partner_id=partner_id))
    await world.ear.hear(partner_id, 1)
    assert await world.store["deliveries"].count_documents({"key": partner_id}) == 1
    await world.speaker.say_and_send(partner_id, PartnerDelisted(partner_id=partner_id))

    async def left() -> int:
        return int(await world.store["deliveries"].count_documents({"key": partner_id}))

    await eventually(left, lambda number: number == 0)
