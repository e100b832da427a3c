"""The supervisors' pages of partners' systems: each one's address and state, and what it was told lately."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response

from services.notification import notice_texts
from services.notification.domain.webhook import SHOWN, Webhook
from services.notification.domain.webhook_address import Destinations
from services.notification.handlers import change_webhook
from services.notification.handlers.show_webhooks import MOST, list_webhooks, show_webhook
from services.notification.notice_texts import BADGES, OCCASIONS, standing
from services.notification.signing_secrets import SigningSecrets
from shared.bus import Transaction, UnitOfWork
from shared.clock import Clock
from shared.errors import Conflict, Invalid, LotseError
from shared.web import Pages, Staff, act_result, staff
from shared.web.forms import Act, InvalidForm, Receiving, Sent

DONE: Final = {
    "webhook-set": "Die Adresse ist eingetragen.",
    "webhook-rotated": "Es gibt ein neues Geheimnis und einen neuen Schlüssel. Die bisherigen gelten noch sieben Tage.",
    "webhook-pinged": "Die Probe geht gleich hinaus. Was daraus wurde, steht hier in wenigen Sekunden: Laden Sie neu.",
    "webhook-stopped": "An dieses System geht nichts mehr.",
    "webhook-resumed": "An dieses System geht wieder, was es Neues gibt.",
}
PREFIX: Final = "/notification/webhooks"
Supervisor = Annotated[Staff, Depends(staff("supervisor"))]


class WebhookForm(Act):
    address: str


class WebhookAct(Act):
    """A new secret, a test, stop or resume: nothing is entered."""


Do = Callable[[Transaction, str, str], Awaitable[None]]
"""(transaction, partner, act) → what the act does."""


@dataclass(frozen=True)
class WebhookPages:
    unit_of_work: UnitOfWork
    pages: Pages
    secrets: SigningSecrets
    destinations: Destinations
    clock: Clock

    def router(self) -> APIRouter:
        routes = APIRouter(include_in_schema=False, prefix=PREFIX)
        routes.get("")(self.list)
        routes.get("/{partner_id}")(self.show)
        routes.post("/{partner_id}")(self.set_up)
        for path, act, done in (
            ("secret", self._rotate, "webhook-rotated"),
            ("ping", _ping, "webhook-pinged"),
            ("stop", _stop, "webhook-stopped"),
            ("resume", _resume, "webhook-resumed"),
        ):
            routes.post(f"/{{partner_id}}/{path}")(self._acting(act, done))
        return routes

    async def list(self, request: Request, me: Supervisor) -> HTMLResponse:
        found = await self.unit_of_work(list_webhooks)
        systems = [(each.webhook.id, each.name, _state(each.webhook)) for each in found if each.webhook]
        return self.pages.render(request, "webhooks.html", systems=systems)

    async def show(self, request: Request, partner_id: UUID, me: Supervisor) -> HTMLResponse:
        return await self._page(request, str(partner_id))

    async def set_up(
        self,
        request: Request,
        partner_id: UUID,
        me: Supervisor,
        form: Annotated[Sent[WebhookForm], Depends(Receiving(WebhookForm))],
    ) -> Response:
        act_id, partner = form.act_id(request.url.path, me.sub), str(partner_id)
        try:
            address = self._read(form)
            await self.unit_of_work(lambda tx: change_webhook.set_up(tx, self.secrets, partner, address, act_id=act_id))
        except Invalid as refused:
            return await self._page(request, partner, refused, form.fields.get("address", ""))
        return act_result.redirect(f"{PREFIX}/{partner}", "webhook-set")

    def _read(self, form: Sent[WebhookForm]) -> str:
        entered = form.read().address.strip()
        try:
            return self.destinations.read(entered)
        except Invalid as refused:
            raise InvalidForm.at({"address": refused.sentence}) from None

    def _acting(self, act: Do, done: str) -> Callable[..., Awaitable[Response]]:
        async def handle(
            request: Request,
            partner_id: UUID,
            me: Supervisor,
            form: Annotated[Sent[WebhookAct], Depends(Receiving(WebhookAct))],
        ) -> Response:
            act_id, partner = form.act_id(request.url.path, me.sub), str(partner_id)
            form.read()
            try:
                await self.unit_of_work(lambda tx: act(tx, partner, act_id))
            except Conflict as refused:
                return await self._page(request, partner, refused)
            return act_result.redirect(f"{PREFIX}/{partner}", done)

        return handle

    async def _rotate(self, tx: Transaction, partner_id: str, act_id: str) -> None:
        await change_webhook.rotate_secret(tx, self.secrets, partner_id, act_id=act_id)

    async def _page(
        self, request: Request, partner_id: str, refused: LotseError | None = None, typed: str | None = None
    ) -> HTMLResponse:
        found = await self.unit_of_work(partial(show_webhook, partner_id=partner_id))
        known = found.webhook
        return self.pages.render(
            request,
            "webhook.html",
            refused=refused,
            partner_id=partner_id,
            partner=found.name,
            webhook=known,
            address=typed if typed is not None else known.address if known else "",
            state=_state(known) if known else None,
            result=notice_texts.RESULTS[known.outcome] if known and known.outcome else "",
            secret=self._fresh_secret(known) if known else None,
            public_keys=self._public_keys(known) if known else [],
            told=[_told(each) for each in found.told],
            most=MOST if len(found.told) == MOST else None,
        )

    def _fresh_secret(self, known: Webhook) -> str | None:
        newest = known.secrets[0]
        return self.secrets.written(known.id, newest) if self.clock() - newest.made < SHOWN else None

    def _public_keys(self, known: Webhook) -> Sequence[tuple[str, datetime | None]]:
        """Returns each public key with the moment at which it ends, the newest first."""
        valid = known.valid(self.clock())
        keys = [(self.secrets.public_key(known.id, each), each.until) for each in valid]
        return [(key, until) for key, until in keys if key]


async def _ping(tx: Transaction, partner_id: str, act_id: str) -> None:
    await change_webhook.ping(tx, partner_id, act_id=act_id)


async def _stop(tx: Transaction, partner_id: str, act_id: str) -> None:
    await change_webhook.stop(tx, partner_id, act_id=act_id)


async def _resume(tx: Transaction, partner_id: str, act_id: str) -> None:
    await change_webhook.resume(tx, partner_id, act_id=act_id)


def _state(webhook: Webhook) -> tuple[str, str]:
    """Returns words and colour."""
    if webhook.stopped:
        return notice_texts.STOPPED[webhook.stopped], "warning"
    if webhook.failures:
        return "antwortet gerade nicht", "danger"
    return "erreichbar" if webhook.outcome == "delivered" else "noch nicht versucht", "info"


def _told(notice: Any) -> dict[str, object]:
    words, colour = BADGES[standing(notice)]
    return {
        "id": notice.id,
        "case_id": notice.case_id,
        "title": OCCASIONS[notice.rule],
        "words": words,
        "colour": colour,
        "tries": notice.tries,
        "when": notice_texts.when(notice),
    }
