"""The events that intake consumes, and the use case that each leads to.

One table of handlers for each subject, put together here.
"""

from functools import partial
from typing import Final

from services.intake.handlers.dependencies import DeskDependencies
from services.intake.handlers.services.unseal import unseal_from_topic
from services.intake.subscriptions import deadlines, deliveries, directory, proceedings, referrals, timeline
from shared.bus import BroadcastHandlers, EventHandlers, ExternalEvent, ExternalHandlers, Transaction
from shared.contracts import channel
from shared.contracts.bus import SignOutTold
from shared.sealing.keys import decode
from shared.web import SignedOut

STEPS: Final = {**referrals.STEPS, **deadlines.STEPS}
"""The step of each fact that the person sees."""


def event_handlers() -> EventHandlers:
    """Returns for each fact its handler, which also writes its line on the timeline of the case."""
    return timeline.with_lines(handlers())


def handlers() -> EventHandlers:
    return {
        **timeline.event_handlers(),
        **directory.event_handlers(),
        **referrals.event_handlers(),
        **proceedings.event_handlers(),
        **deadlines.event_handlers(),
        **deliveries.event_handlers(),
    }


def broadcast_handlers(signed_out: SignedOut) -> BroadcastHandlers:
    return {SignOutTold: signed_out.on_told}


def external_handlers(desk: DeskDependencies) -> ExternalHandlers:
    return {channel.SubmissionReceived: partial(on_submission_received, desk)}


async def on_submission_received(
    desk: DeskDependencies, tx: Transaction, event: ExternalEvent[channel.SubmissionReceived]
) -> None:
    coarse = event.data.model_dump(mode="json", exclude={"kid", "box"}, exclude_unset=True, exclude_none=True)
    await unseal_from_topic(tx, desk, decode(event.data.box), coarse)
