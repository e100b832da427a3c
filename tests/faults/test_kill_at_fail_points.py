"""kill -9 at every named point of the bus, once: the small service is started again and all is as if nothing was."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

import pytest

from shared.bus import UnitOfWork
from shared.bus.consume.dead_letters import DEAD_LETTERS
from shared.bus.repair.redrive import Choice, Redrive
from shared.clock import now
from shared.contracts.intake import CaseClosed, CaseErased
from tests.harness.case_events import a_key, consent_refused
from tests.harness.eventually import eventually
from tests.harness.faults import fail_points
from tests.harness.faults.three_services import World
from tests.harness.services.small_referral import referral_sent

pytestmark = [pytest.mark.engines, pytest.mark.system]

Act = Callable[[World], Awaitable[None]]


async def open_a_case(world: World) -> None:
    await world.open_case()


async def erase_a_case(world: World) -> None:
    key = await world.open_case()
    await world.speaker.say_and_send(key, CaseErased(case_id=key))


async def send_what_is_no_event(world: World) -> None:
    await world.speaker.send_raw(a_key(), b"no event")
    await world.open_case()


async def discard_it(world: World) -> None:
    for name in ("referral", "statistics"):
        await eventually(world.stores[name][DEAD_LETTERS].find({}).to_list, lambda kept: len(kept) == 1)
        redriving = Redrive(UnitOfWork(world.stores[name], name), "omar")
        assert await redriving.discard("quarantined", Choice(reason="bad-json"), "a test sent it") == 1


async def close_what_may_not_be_closed_yet(world: World) -> None:
    key = await world.open_case()
    await world.speaker.say_and_send(key, CaseClosed(case_id=key, outcome="resolved"))


async def permit_it(world: World) -> None:
    await world.stores["referral"]["permits"].insert_one({"_id": world.opened[-1]})


async def lose_what_nobody_else_hears(world: World) -> None:
    key = await world.open_case()
    await world.lose("intake", key, consent_refused(key))


async def lose_what_the_service_said(world: World) -> None:
    key = a_key()
    await world.lose("referral", key, referral_sent(key, now()))


async def nothing(_: World) -> None:
    return None


@dataclass(frozen=True)
class Death:
    occasion: Act = open_a_case
    afterwards: Act = nothing
    loses: bool = False


CASES: Final = {
    "apply.after_failure": Death(close_what_may_not_be_closed_yet, permit_it),
    "dispatch.after_conclude": Death(),
    "dispatch.after_perform": Death(),
    "dispatch.before_perform": Death(),
    "erasure.middle": Death(erase_a_case),
    "gaps.after_ask": Death(lose_what_nobody_else_hears, loses=True),
    "heads.before_mark": Death(),
    "heads.within_replay": Death(lose_what_the_service_said, loses=True),
    "inbound.after_quarantine": Death(send_what_is_no_event, discard_it),
    "lease.taken": Death(),
    "relay.after_ack": Death(),
    "relay.after_mark": Death(),
    "relay.before_ack": Death(),
    "relay.before_send": Death(),
    "retry.before_try": Death(close_what_may_not_be_closed_yet, permit_it),
    "subscriber.after_offsets": Death(),
    "subscriber.before_offsets": Death(),
    "subscriber.before_store": Death(),
    "transaction.after_commit": Death(),
    "transaction.before_commit": Death(),
}


@pytest.mark.parametrize("point", fail_points.of_the_bus())
async def test_killed_there_it_goes_on_where_it_was(world: World, point: str) -> None:
    death = CASES[point]
    await world.run_small(armed=point)
    await death.occasion(world)
    await world.killed()
    try:
        async with world.running_small():
            await death.afterwards(world)
            await world.holds(lossless=not death.loses)
    finally:
        await world.forgive()
