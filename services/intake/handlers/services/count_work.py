"""Tells another service how much is to be done at the desk."""

from typing import Any

from services.intake.domain.open_work import open_work
from services.intake.handlers.dependencies import DeskDependencies
from services.intake.store import TASKS
from shared.bus import Transaction
from shared.store import AtMost


async def count_work(desk: DeskDependencies) -> dict[str, Any]:
    """Returns for notification the numbers of all tasks that are shown now, whoever has them; nothing else of them."""

    async def work(tx: Transaction) -> dict[str, Any]:
        shown = await TASKS.all(tx, state="open", shows_from=AtMost(tx.now))
        return open_work(shown, tx.now).model_dump()

    return await desk.unit_of_work(work)
