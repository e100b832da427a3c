"""A form of the partner behind its referral's link: after the PIN, and compared with changes by its colleagues."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar

from fastapi import Request
from fastapi.responses import Response

from services.referral.domain.referral import Referral
from services.referral.handlers.partner.open_referral import Wanted
from services.referral.pages.partner_entrance import PartnerEntrance
from services.referral.pages.partner_session import ADDRESS
from shared.clock import berlin_day
from shared.errors import Conflict, Invalid, LotseError
from shared.web import Pages, act_result
from shared.web.forms import Act, Sent


class PartnerForm(Act):
    version: int = 0
    """The number of the stored content that was on the screen."""
    pin: str = ""
    """The PIN again, where the session has ended."""


@dataclass(frozen=True)
class PartnerFormPages(ABC):
    """`HERE`: the form's address; `DONE`: the message shown at `AFTERWARDS`, once the form is stored."""

    HERE: ClassVar[str]
    TEMPLATE: ClassVar[str]
    DONE: ClassVar[str]
    AFTERWARDS: ClassVar[str]

    pages: Pages
    entrance: PartnerEntrance

    @abstractmethod
    async def stored(self, wanted: Wanted) -> Mapping[str, Any]:
        """Returns the stored content as the form would send it."""

    @abstractmethod
    async def keep(self, wanted: Wanted, form: Sent[Any], act_id: str | None) -> None:
        """Stores it. Raises Invalid, and Conflict `changed-meanwhile` for a change since the form was shown."""

    @abstractmethod
    def labels(self) -> Mapping[str, str]:
        """Returns the label of each field that is compared with a change made meanwhile."""

    @abstractmethod
    def shown(self, name: str, value: Any) -> str:
        """Returns a field's value in words."""

    @abstractmethod
    def of_the_fields(self) -> dict[str, Any]:
        """Returns what the template needs to draw the fields."""

    async def show(self, request: Request, token: str) -> Response:
        async def page() -> Response:
            return self._page(request, token, await self.stored(partial(self.entrance.wanted, token)))

        return await self.entrance.lead_to(request, token, page, here=self.HERE)

    async def receive(self, request: Request, token: str, form: Sent[Any]) -> Response:
        def ask_for_pin(refused: LotseError) -> Response:
            return self._page(request, token, form.fields, refused, at="pin", needs_pin=True)

        act = partial(self._act, request, token, form)
        return await self.entrance.receive(request, token, self.HERE, form, act=act, ask_for_pin=ask_for_pin)

    async def _act(self, request: Request, token: str, form: Sent[Any], referral: Referral) -> Response:
        """Stores the form. To be called only after the PIN was entered."""
        wanted, act_id = partial(self.entrance.wanted, token), form.act_id(self._here(token), referral.partner_id)
        try:
            await self.keep(wanted, form, act_id)
        except Invalid as refused:
            return self._page(request, token, form.fields, refused)
        except Conflict as refused:
            if refused.slug != "changed-meanwhile":
                raise
            return self._page(request, token, form.fields, refused, stored=await self.stored(wanted))
        return act_result.redirect(self.AFTERWARDS.format(token=token), self.DONE)

    def _here(self, token: str) -> str:
        return self.HERE.format(token=token)

    def _page(
        self,
        request: Request,
        token: str,
        entered: Mapping[str, Any],
        refused: LotseError | None = None,
        *,
        at: str = "",
        needs_pin: bool = False,
        stored: Mapping[str, Any] | None = None,
    ) -> Response:
        """`stored`: a change made meanwhile, shown beside `entered`. Without the PIN only the sent form is shown."""
        of_now = entered if stored is None else stored
        return self.pages.render(
            request,
            self.TEMPLATE,
            refused=refused,
            at=at,
            address=self._here(token),
            back=ADDRESS.format(token=token),
            entered=entered,
            version=of_now.get("version", 0),
            differences=self._differences(entered, stored) if stored is not None else [],
            needs_pin=needs_pin,
            today=berlin_day(self.entrance.clock()).isoformat(),
            point=self.entrance.ended.point,
            **self.of_the_fields(),
        )

    def _differences(self, mine: Mapping[str, Any], stored: Mapping[str, Any]) -> list[tuple[str, str, str]]:
        """Returns label, entered value and stored value of each field where these differ."""
        return [
            (label, self.shown(name, mine.get(name)), self.shown(name, stored.get(name)))
            for name, label in self.labels().items()
            if (mine.get(name) or "") != (stored.get(name) or "")
        ]
