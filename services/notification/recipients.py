"""The recipients of mails and SMS, asked of the service that owns the address at each try.

An address is used at once and stored nowhere.
"""

import json
from collections.abc import Awaitable, Callable, Mapping

from pydantic import BaseModel, ConfigDict, Field

from services.notification.domain import stated_hours
from services.notification.domain.allowed_hours import AllowedHours

Ask = Callable[[str, str], Awaitable[bytes]]
"""(service, path) → the owner's answer; raises Never where it is withdrawn, TryLater while the owner is away."""


class _Answer(BaseModel):
    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)


class SafeContact(_Answer):
    """The way in which a person is reached without harm, as intake knows it."""

    channel: str
    address: str
    times: str | None = None
    weekdays: tuple[str, ...] = ()
    earliest: str | None = None
    latest: str | None = None
    without_link: bool = False

    def allowed_hours(self) -> AllowedHours | None:
        return stated_hours.allowed_hours(self.times, self.weekdays, self.earliest, self.latest)


class PartnerNotice(_Answer):
    """The addresses of a partner's desk, the link to the one referral, and the reference by which the partner knows it.

    An earlier release of referral says no reference.
    """

    to: tuple[str, ...]
    link: str
    reference: str = ""


class EntryNotice(_Answer):
    """The addresses of a partner's desk and the link about its entry; no addresses where there is nothing to say."""

    to: tuple[str, ...]
    link: str = ""


class CapacityNotice(PartnerNotice):
    """The notice of a capacity inquiry; no link where there is nothing to ask any more."""


class Amount(_Answer):
    open: int = 0
    overdue: int = 0


class OpenWork(_Answer):
    """The amount of work at the desk, by sorts of tasks, and the same by kinds of tasks.

    A newer release of the desk may know others, an earlier one says no kinds.
    """

    tasks: Mapping[str, Amount]
    kinds: Mapping[str, Amount] = Field(default_factory=dict)
    first_answers_due: int


class AutomaticAnswer(_Answer):
    """The sender of a mail to the contact point, and the Message-ID of that mail.

    `reply_to`: where an answer is read; empty: nowhere.
    """

    to: str = Field(repr=False)
    answers: str = Field(default="", repr=False)
    reply_to: str = ""


async def owed_answers(ask: Ask) -> list[str]:
    """Returns the names of the automatic answers that the desk owes, some perhaps sent already."""
    return list(json.loads(await ask("intake", "/internal/acknowledgements"))["owed"])


async def automatic_answer(ask: Ask, name: str) -> AutomaticAnswer:
    return AutomaticAnswer.model_validate_json(await ask("intake", f"/internal/acknowledgements/{name}"))


async def open_work(ask: Ask) -> OpenWork:
    return OpenWork.model_validate_json(await ask("intake", "/internal/work"))


async def safe_contact(ask: Ask, reference: str) -> SafeContact:
    return SafeContact.model_validate_json(await ask("intake", f"/internal/safe-contacts/{reference}"))


async def partner_notice(ask: Ask, referral_id: str, *, is_recalled: bool) -> PartnerNotice:
    """Returns the notice of a request that the partner may read, or of one that is recalled.

    Raises Never where it is the other.
    """
    kind = "recalls" if is_recalled else "notices"
    return PartnerNotice.model_validate_json(await ask("referral", f"/internal/{kind}/{referral_id}"))


async def entry_notice(ask: Ask, partner_id: str, occasion: str) -> EntryNotice:
    """Returns the notice about a partner's entry of the directory. Raises Never where referral knows no such entry."""
    return EntryNotice.model_validate_json(await ask("referral", f"/internal/entries/{partner_id}/notices/{occasion}"))


async def capacity_notice(ask: Ask, inquiry_id: str) -> CapacityNotice:
    """Returns the notice of a capacity inquiry. Raises Never where the case is erased."""
    path = f"/internal/capacity-inquiries/{inquiry_id}/notice"
    return CapacityNotice.model_validate_json(await ask("referral", path))
