"""Whatever a program sends, the interface answers as its OpenAPI document says: schemathesis, over and over."""

import asyncio
import sys
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Final, cast

import pytest
from fastapi import FastAPI, Response
from starlette.types import ASGIApp

from infra.embedded.ports import free_ports
from shared.web.doors import Doors
from tests.harness.access.all_services import a_world, services_over, token_of
from tests.harness.engines.single_node import a_mongo
from tests.harness.services.referral import served

pytestmark = pytest.mark.engines

SEED: Final = 11
EXAMPLES: Final = (pytest.param(2, id="2"), pytest.param(10, id="10", marks=pytest.mark.long))
"""Drawn for each operation, besides the edges of every field, which are always tried."""
TITLES: Final = {
    "face": "intake",
    "desk": "intake",
    "referral": "referral",
    "notification": "notification",
    "statistics": "statistics",
}
CALLERS: Final = {"face": "channel", "referral": "partner", "notification": "sms"}
WITHOUT_PATHS: Final = {"desk"}
"""Only the public face and the partners' door speak for programs."""


@pytest.fixture(scope="module")
async def services(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Mapping[str, ASGIApp]]:
    """Over a store with a case, referrals, tokens and published figures."""
    async with (
        a_mongo(tmp_path_factory.mktemp("bad_input")) as engine,
        a_world(engine.address),
        services_over(engine.address) as services,
    ):
        yield services


@pytest.mark.parametrize("examples", EXAMPLES)
@pytest.mark.parametrize("process", sorted(TITLES.keys() - WITHOUT_PATHS))
async def test_no_input_gets_an_answer_that_is_not_described(
    services: Mapping[str, ASGIApp], process: str, examples: int, tmp_path: Path
) -> None:
    headers = {"Authorization": f"Bearer {token_of(CALLERS[process])}"} if process in CALLERS else {}
    code, told = await run(services[process], TITLES[process], tmp_path, headers, examples)
    assert code == 0, told


def test_every_document_is_tried(services: Mapping[str, ASGIApp]) -> None:
    assert services.keys() == TITLES.keys()
    assert {name for name in TITLES if not paths(services[name])} == WITHOUT_PATHS


async def test_an_answer_that_is_not_described_is_found(tmp_path: Path) -> None:
    app = FastAPI(openapi_url="/api/probe/openapi.json")

    @app.get("/api/probe/tea")
    async def tea() -> Response:
        return Response(status_code=418)

    code, told = await run(app, "probe", tmp_path, {}, 1)
    assert code == 1, told
    assert "Undocumented status code" in told


def paths(app: ASGIApp) -> dict[str, object]:
    described = app.door_of("/api/") if isinstance(app, Doors) else cast("FastAPI", app)
    paths: dict[str, object] = described.openapi()["paths"]
    return paths


async def run(app: ASGIApp, title: str, folder: Path, headers: dict[str, str], examples: int) -> tuple[int | None, str]:
    """Exit code and report of schemathesis against the application, served without its bus."""
    (port,) = free_ports(1)
    bounds = ("--seed", str(SEED), "--max-examples", str(examples), "--generation-database", "none")
    options = (*bounds, "--suppress-health-check", "too_slow", "--no-color")  # slowness is the shared machine's
    sent = [word for name, value in headers.items() for word in ("--header", f"{name}: {value}")]
    async with served(app, port, starts=False) as address:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "schemathesis.cli", "run", f"{address}/api/{title}/openapi.json"),
            *(*options, *sent),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            cwd=folder,
        )
        told, _ = await process.communicate()
    return process.returncode, told.decode()
