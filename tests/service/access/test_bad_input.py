"""Whatever a program sends, the interface answers as its OpenAPI document says: schemathesis, over and over."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack
from typing import Annotated, Final, cast

import pytest
from fastapi import Body, FastAPI, Response
from fastapi.openapi.models import Example
from pydantic import BaseModel
from starlette.types import ASGIApp

from infra.embedded.ports import free_ports
from shared.web.doors import Doors
from tests.harness.access.all_services import a_world, services_over, token_of
from tests.harness.access.schemathesis_runs import Run, runs
from tests.harness.engines.single_node import a_mongo
from tests.harness.services.referral import served

pytestmark = [pytest.mark.engines, pytest.mark.system]

EXAMPLES: Final = (pytest.param(2, id="2"), pytest.param(10, id="10", marks=pytest.mark.long))
"""Drawn for each operation, besides the edges of every field and its documented examples, which are always tried."""
OPTIONS: Final = (
    *("--phases", "coverage,fuzzing", "--seed", "11", "--generation-database", "none", "--no-color"),
    *("--suppress-health-check", "too_slow"),  # slowness is the shared machine's
)
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


class Drink(BaseModel, frozen=True, extra="forbid", strict=True):
    name: str
    cups: int


TEA: Final = Drink(name="Grüner Tee", cups=3)
EXAMPLE: Final[dict[str, Example]] = {"tea": {"value": TEA.model_dump()}}


@pytest.fixture(scope="module")
async def services(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Mapping[str, ASGIApp]]:
    """Over a store with a case, referrals, tokens and published figures."""
    async with (
        a_mongo(tmp_path_factory.mktemp("bad_input")) as engine,
        a_world(engine.address),
        services_over(engine.address) as services,
    ):
        yield services


@pytest.fixture(scope="module", params=EXAMPLES)
async def told(
    services: Mapping[str, ASGIApp], request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Run]:
    """What schemathesis said of each process that answers programs, and of one that answers wrongly."""
    asked = {name: services[name] for name in sorted(TITLES.keys() - WITHOUT_PATHS)} | {"probe": wrong_for_tea()}
    ports = free_ports(len(asked))
    async with AsyncExitStack() as stack:
        lines = [
            line(name, await stack.enter_async_context(served(app, port, starts=False)), request.param)
            for (name, app), port in zip(asked.items(), ports, strict=True)
        ]
        return dict(zip(asked, await runs(lines, tmp_path_factory.mktemp("runs")), strict=True))


@pytest.mark.parametrize("process", sorted(TITLES.keys() - WITHOUT_PATHS))
def test_no_input_gets_an_answer_that_is_not_described(told: Mapping[str, Run], process: str) -> None:
    code, report = told[process]
    assert code == 0, report


def test_every_document_is_tried(services: Mapping[str, ASGIApp]) -> None:
    assert services.keys() == TITLES.keys()
    assert {name for name in TITLES if not paths(services[name])} == WITHOUT_PATHS


def test_an_answer_that_is_not_described_is_found(told: Mapping[str, Run]) -> None:
    """Also where nothing but the documented example gets it."""
    code, report = told["probe"]
    assert code == 1, report
    assert "Undocumented status code" in report


def wrong_for_tea() -> FastAPI:
    app = FastAPI(openapi_url="/api/probe/openapi.json")

    @app.post("/api/probe/drinks", response_model=Drink)
    async def order(drink: Annotated[Drink, Body(openapi_examples=EXAMPLE)]) -> Drink | Response:
        return Response(status_code=418) if drink == TEA else drink

    return app


def paths(app: ASGIApp) -> dict[str, object]:
    described = app.door_of("/api/") if isinstance(app, Doors) else cast("FastAPI", app)
    paths: dict[str, object] = described.openapi()["paths"]
    return paths


def line(process: str, address: str, examples: int) -> list[str]:
    """The command line against a process that is served without its bus."""
    sent = ("--header", f"Authorization: Bearer {token_of(CALLERS[process])}") if process in CALLERS else ()
    document = f"{address}/api/{TITLES.get(process, process)}/openapi.json"
    return ["run", document, "--max-examples", str(examples), *OPTIONS, *sent]
