"""What somebody with a slow line waits for."""

from typing import Any

import pytest

from tests.harness.browser.visit import Visiting

pytestmark = [pytest.mark.browser, pytest.mark.system]

MOST_BYTES = 110_000


async def test_the_first_view_is_small(visiting: Visiting) -> None:
    visit = await visiting()
    network = await visit.page.context.new_cdp_session(visit.page)
    loaded: list[float] = []
    network.on("Network.loadingFinished", lambda event: loaded.append(_size(event)))
    await network.send("Network.enable")

    await visit.public("/")
    await visit.page.evaluate("document.fonts.ready.then(() => true)")

    assert len(loaded) > 3
    assert sum(loaded) <= MOST_BYTES


def _size(event: dict[str, Any]) -> float:
    return float(event["encodedDataLength"])
