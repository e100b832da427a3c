"""Records that the broker acknowledged and a consumer never saw: deleted from its topics while it is down."""

from collections.abc import Awaitable, Callable

from shared.bus.write.outbox import SENT
from shared.contracts import catalogue
from tests.harness.engines.truncated_topics import cut_off
from tests.harness.eventually import eventually
from tests.harness.real_services.fail_points_by_process import service_of
from tests.harness.real_services.fault_trial import SETTLING, Trial

Happens = Callable[[Trial], Awaitable[None]]


async def lose(trial: Trial, process: str, happens: Happens) -> None:
    """Lets `happens` run while the process is down; its records are sent, and deleted before the process is back."""
    trial.site.put_down(process)
    await trial.site.gone(process)
    await happens(trial)
    await eventually(lambda: _unsent(trial), lambda rows: rows == 0, within=SETTLING, every=0.3)
    await cut_off(trial.site.admin, _heard_by(process))
    trial.site.let_up(process)


async def more_came(trial: Trial, many: int = 4) -> None:
    before = len(trial.channel.accepted)
    await eventually(trial.accepted, lambda now: now >= before + many, within=SETTLING, every=0.1)


def _heard_by(process: str) -> list[str]:
    heard = catalogue.consumed_by(service_of(process))
    return [topic.name for topic in heard if topic.kind == "facts"]


async def _unsent(trial: Trial) -> int:
    """Returns the number of unsent events in the snapshot of now; later ones do not count."""
    seen = await trial.look()
    return sum(row["status"] != SENT for service in seen.stores for row in seen.rows(service, "outbox"))
