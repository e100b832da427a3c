"""Follows the directory of partners: whom a hand-over can name, and whether a returned entry is settled."""

from services.intake.domain.contact_card import ContactCard, OpenHours
from services.intake.domain.ids import PartnerId
from services.intake.domain.partner import PartnerDescription
from services.intake.handlers.services.entry_returned import settle
from services.intake.handlers.services.partner_directory import delist_partner, list_partner
from shared.bus import Event, EventHandlers, Transaction
from shared.contracts import referral


def event_handlers() -> EventHandlers:
    return {
        referral.PartnerListed: on_partner_listed,
        referral.PartnerDelisted: on_partner_delisted,
        referral.EntryTested: on_entry_settled,
        referral.EntryDue: on_entry_settled,
        referral.EntryReached: on_entry_settled,
    }


async def on_partner_listed(tx: Transaction, event: Event[referral.PartnerListed]) -> None:
    listed = event.data
    words = {"does": listed.does or "", "does_not": listed.does_not or "", "phrase": listed.phrase or ""}
    description = PartnerDescription(**words)
    card = None
    ways = event.data.card
    if ways is not None:
        openings = tuple(OpenHours(days=time.days, opens=time.opens, closes=time.closes) for time in ways.hours)
        card = ContactCard(phones=ways.phones, mail=ways.mail, web=ways.web, hours=openings)
    onboarded = listed.onboarded is not False  # an earlier release did not say it
    partner_id = PartnerId(listed.partner_id)
    await list_partner(tx, partner_id, listed.name, listed.category, description, card, onboarded=onboarded)


async def on_partner_delisted(tx: Transaction, event: Event[referral.PartnerDelisted]) -> None:
    await delist_partner(tx, PartnerId(event.data.partner_id))
    await settle(tx, PartnerId(event.data.partner_id))


async def on_entry_settled(
    tx: Transaction, event: Event[referral.EntryTested | referral.EntryDue | referral.EntryReached]
) -> None:
    """Ends the task about a returned mail: a new mail is on its way to the partner, or it was reached."""
    await settle(tx, PartnerId(event.data.partner_id))
