"""The desk and another service before a real Keycloak that has read the project's realm file."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field

import httpx2
import pytest
from starlette.types import ASGIApp, Receive, Scope, Send

from infra.embedded.ports import HOST, free_ports
from shared.store import Store, prepare
from shared.web.desk_sign_in import provider_of
from tests.harness.identity.keycloak import Keycloak, a_keycloak
from tests.harness.identity.people import Administrator
from tests.harness.services.recording_service import a_bare_store
from tests.harness.services.referral import served
from tests.harness.sign_in.staff_door import STORED, Browser, services
from tests.unit.web.app import settings

PATIENCE = 60


@dataclass
class Desk:
    origin: str
    store: Store
    keycloak: Keycloak
    admin: Administrator
    app: ASGIApp
    port: int
    ended: list[str] = field(default_factory=list)
    browsers: list[Browser] = field(default_factory=list)
    _running: AsyncExitStack = field(default_factory=AsyncExitStack)

    async def start(self) -> None:
        await self._running.enter_async_context(served(self.app, self.port, starts=False))

    async def stop(self) -> None:
        await self._running.aclose()

    def browser(self) -> Browser:
        made = Browser(httpx2.AsyncClient(timeout=PATIENCE), self.origin)
        self.browsers.append(made)
        return made


class AtPort:
    """Both services behind one origin, as the front door has them."""

    def __init__(self, desk: ASGIApp, referral: ASGIApp) -> None:
        self.desk = desk
        self.referral = referral

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await (self.referral if scope["path"].startswith("/referral") else self.desk)(scope, receive, send)


@pytest.fixture(scope="session")
def port() -> int:
    (found,) = free_ports(1)
    return found


@pytest.fixture(scope="session")
async def keycloak(port: int, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Keycloak]:
    async with a_keycloak(tmp_path_factory.mktemp("identity"), f"http://{HOST}:{port}") as running:
        yield running


@pytest.fixture(scope="session")
async def admin(keycloak: Keycloak) -> AsyncIterator[Administrator]:
    found = Administrator(keycloak)
    yield found
    await found.close()


@pytest.fixture
async def desk(port: int, keycloak: Keycloak, admin: Administrator, mongo: str, store_name: str) -> AsyncIterator[Desk]:
    origin = f"http://{HOST}:{port}"
    told = settings(staff_url=origin, issuer=keycloak.issuer, second_factor="acr=2")
    async with a_bare_store(mongo, store_name) as store:
        await prepare(store, STORED)
        at_desk, referral, ended = services(told, store, provider_of(told))
        found = Desk(origin, store, keycloak, admin, AtPort(at_desk, referral), port, ended)
        await found.start()
        yield found
        for each in found.browsers:
            await each.http.aclose()
        await found.stop()
