"""Partners that an answer to a contact without a case can name: the person reaches them, and they are told nothing."""

from typing import Final

from services.intake.domain.contact import Contact
from services.intake.domain.ids import PartnerId
from services.intake.domain.partner import ListedPartner
from services.intake.store import PARTNERS
from shared.bus import Transaction
from shared.errors import Conflict

NOT_NAMED: Final = "Diese Stelle kann zurzeit nicht genannt werden. Bitte wählen Sie eine andere; gesendet ist nichts."
HAS_A_CASE: Final = "Zu einem Fall werden Stellen unter Weitergabe genannt. Ihre Antwort ist noch nicht gesendet."


async def nameable(tx: Transaction, contact: Contact) -> list[ListedPartner]:
    """Returns the partners ordered by name; none for a contact that is a case, which has hand-overs."""
    if contact.case_id:
        return []
    return [each for each in await PARTNERS.all(tx, sort="name", listed=True) if each.can_be_named]


async def partner_to_name(tx: Transaction, contact: Contact, partner_id: PartnerId) -> ListedPartner:
    """Returns the partner.

    Raises Conflict where the contact is a case, or the partner left the directory or is not public.
    """
    if contact.case_id:
        raise Conflict("not-in-this-state", HAS_A_CASE)
    partner = await PARTNERS.find(tx, id=partner_id, listed=True)
    if partner is None or not partner.can_be_named:
        raise Conflict("not-in-this-state", NOT_NAMED)
    return partner
