"""One mail: ask its content's owner, send, say how it ended. The owner is asked again at each try."""

from dataclasses import replace
from functools import partial
from typing import Final

from services.notification import store
from services.notification.channels import Mail, Postbox, Refused
from services.notification.claims import MAIL, Ask, ask_notice, ask_safe_contact
from services.notification.domain.telling import Delivery, State
from services.notification.domain.wording import Wording, to_partner, to_person
from services.notification.publications import say_how_it_ended
from shared.bus import Effect, OnDone, Transaction, UnitOfWork
from shared.errors import Never
from shared.failpoint import failpoint

FOLLOW_PAGE: Final = "/rueckmeldung"


class Sending:
    """Performs dispatch rows of kind `mail`."""

    def __init__(self, unit_of_work: UnitOfWork, ask: Ask, postbox: Postbox, public_url: str) -> None:
        self._unit_of_work = unit_of_work
        self._ask = ask
        self._postbox = postbox
        self._follow_page = public_url.rstrip("/") + FOLLOW_PAGE

    async def __call__(self, row: Effect) -> OnDone:
        """TryLater passes through to the bus. What can never arrive ends as `failed`, so that a human hears of it."""
        delivery = await self._unit_of_work(partial(store.delivery, dispatch_id=row.id))
        if delivery is None:
            return _nothing
        try:
            return partial(_conclude, row.id, await self._send(row, delivery))
        except (Never, Refused):
            return partial(_conclude, row.id, "failed")

    async def _send(self, row: Effect, delivery: Delivery) -> State:
        to, wording = await (self._to_person(delivery) if delivery.audience == "person" else self._to_partner(delivery))
        failpoint("mail.after_claim")
        if not to:
            return "suppressed"
        await self._postbox.post(Mail(row.id, row.created, to, wording))
        failpoint("mail.after_post")
        return "sent"

    async def _to_person(self, delivery: Delivery) -> tuple[tuple[str, ...], Wording]:
        """To nobody, when the person withdrew the safe contact or chose another way than mail."""
        wording = to_person(self._follow_page)
        keys = [key for key in (delivery.case_id, delivery.contact_id) if key is not None]
        reference = await self._unit_of_work(partial(store.safe_contact, keys=keys))
        if reference is None:
            return (), wording
        contact = await ask_safe_contact(self._ask, reference)
        return ((contact.address,) if contact.channel == MAIL else ()), wording

    async def _to_partner(self, delivery: Delivery) -> tuple[tuple[str, ...], Wording]:
        notice = await ask_notice(self._ask, delivery)
        return notice.to, to_partner(notice.link)


async def _conclude(dispatch_id: str, state: State, tx: Transaction) -> None:
    delivery = await store.delivery(tx, dispatch_id)
    if delivery is not None:
        ended = replace(delivery, state=state, at=tx.now)
        await store.save_delivery(tx, ended)
        say_how_it_ended(tx, ended)


async def _nothing(tx: Transaction) -> None:
    """The case was erased meanwhile."""
