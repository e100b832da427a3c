"""What the owners of content answer at each sending; it is used at once and kept nowhere."""

from collections.abc import Awaitable, Callable
from typing import Final

from pydantic import BaseModel, ConfigDict

from services.notification.domain.telling import Delivery

Ask = Callable[[str, str], Awaitable[bytes]]
"""(service, path) → what its owner gives; raises Never when it is withdrawn, TryLater while the owner is away."""


class _Claim(BaseModel):
    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)


class SafeContact(_Claim):
    channel: str
    address: str


class Notice(_Claim):
    to: tuple[str, ...]
    link: str


MAIL: Final = "mail"


async def ask_safe_contact(ask: Ask, reference: str) -> SafeContact:
    return SafeContact.model_validate_json(await ask("intake", f"/internal/safe-contacts/{reference}"))


async def ask_notice(ask: Ask, delivery: Delivery) -> Notice:
    return Notice.model_validate_json(await ask("referral", f"/internal/notices/{delivery.referral_id}"))
