"""The staff door with two services behind it, the demo's OpenID provider beside it, and browsers before it."""

import html
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cache, partial
from types import MappingProxyType
from typing import Annotated, Any, Final
from urllib.parse import quote, urljoin

import httpx2
from fastapi import APIRouter, Depends, FastAPI
from joserfc.jwk import RSAKey

from infra.demo import identity
from infra.demo.sessions import Session
from infra.demo.tokens import a_key
from shared.secret import fixed
from shared.settings import Settings
from shared.store import Document, Store, prepare
from shared.web import Pages, SignedOut, Staff, build, staff
from shared.web.desk_sign_in import desk_sign_in, provider_of
from shared.web.forms import Form, Receiving, Sent
from shared.web.interrupted import INDEXES as INTERRUPTED_INDEXES
from shared.web.interrupted import InterruptedForms
from shared.web.oidc import Provider
from shared.web.provider_sessions import INDEXES, ROWS
from shared.web.session import from_text
from shared.web.signed_out import INDEXES as SIGNED_OUT_INDEXES
from shared.web.staff_cookie import NAME
from tests.harness.services.recording_service import KEY
from tests.harness.sign_in.urls import origin_of
from tests.harness.staff_cookies import OPENED, SIGN_IN_KEY, cookie_pair
from tests.unit.web.app import ORIGIN, settings

ISSUER: Final = "https://issuer.example.org"
CLIENT: Final = "lotse-desk"
PAGES: Final = Pages()
STORED: Final = {**INDEXES, **SIGNED_OUT_INDEXES, **INTERRUPTED_INDEXES}
CASES, PROCEEDINGS = "/desk/faelle", "/referral/verfahren"
REFRESHED: Final = re.compile(r'http-equiv="refresh" content="0; url=([^"]*)"')
Me = Annotated[Staff, Depends(staff("counsellor", "supervisor"))]


class Written(Form):
    text: str = ""


def work(path: str) -> APIRouter:
    """Returns routes of a page that shows who sees it, and takes what they write."""
    routes = APIRouter(include_in_schema=False)

    @routes.get(path)
    async def see(me: Me) -> dict[str, str]:
        return {"name": me.name, "role": me.role}

    @routes.post(path)
    async def write(me: Me, form: Annotated[Sent[Written], Depends(Receiving(Written))]) -> dict[str, Any]:
        return {"name": me.name, **form.fields}

    return routes


class Hosts(httpx2.AsyncBaseTransport):
    """Passes each request to the application at its address; raises ConnectError where none is, or it is away."""

    def __init__(self) -> None:
        self.apps: dict[str, FastAPI] = {}
        self.away: set[str] = set()
        self.asked: list[str] = []

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        address = str(request.url)
        at = max((start for start in self.apps if address.startswith(start)), key=len, default=None)
        if at is None or at in self.away:
            raise httpx2.ConnectError("nobody listens")
        self.asked.append(address.partition("?")[0])
        return await httpx2.ASGITransport(self.apps[at]).handle_async_request(request)


@dataclass
class StaffDoor:
    store: Store
    hosts: Hosts
    demo: identity.Provider
    ended: list[str] = field(default_factory=list)

    def browser(self) -> "Browser":
        return Browser(httpx2.AsyncClient(transport=self.hosts))

    @property
    def at_provider(self) -> Session:
        """The provider's only session."""
        (session,) = self.demo.sessions.all
        return session

    async def row(self) -> Document:
        found = await self.store[ROWS].find_one({})
        assert found is not None
        return found

    async def later(self, browser: "Browser", minutes: float) -> None:
        await later(self.store, browser, minutes)


@dataclass
class Browser:
    """A browser that keeps cookies by origin, as HTTP libraries would not: they are marked Secure and Strict."""

    http: httpx2.AsyncClient
    origin: str = ORIGIN
    jars: dict[str, dict[str, str]] = field(default_factory=dict)
    seen: list[str] = field(default_factory=list)

    @property
    def jar(self) -> dict[str, str]:
        return self.jars.setdefault(self.origin, {})

    @property
    def staff(self) -> Staff:
        text = OPENED.open(self.jar)
        assert text is not None
        return from_text(text)

    @property
    def has_sign_in(self) -> bool:
        return NAME in self.jar

    def holds(self, who: Staff) -> None:
        name, _, value = cookie_pair(who).partition("=")
        self.jar[name] = value

    async def open(
        self, address: str, fields: Mapping[str, str] | None = None, headers: Mapping[str, str] = MappingProxyType({})
    ) -> httpx2.Response:
        """Sends one request; a redirect in the answer is not followed."""
        url = urljoin(self.origin, address)
        self.seen.append(url)
        jar = self.jars.setdefault(origin_of(url), {})
        said = {"sec-fetch-site": "same-origin", "cookie": "; ".join(f"{name}={value}" for name, value in jar.items())}
        answer = await self.http.request(
            "GET" if fields is None else "POST", url, data=fields, headers={**said, **headers}
        )
        for line in answer.headers.get_list("set-cookie"):
            name, _, value = line.partition(";")[0].partition("=")
            jar[name] = value
            if "max-age=0" in line.lower():
                del jar[name]
        return answer

    async def go(self, address: str, fields: Mapping[str, str] | None = None) -> httpx2.Response:
        """Follows redirects, with the form's fields after a 307, and pages that refresh themselves."""
        for _ in range(10):
            answer = await self.open(address, fields)
            onwards = answer.headers.get("location") or refreshing(answer.text)
            if onwards is None:
                return answer
            address = urljoin(urljoin(self.origin, address), onwards)
            fields = fields if answer.status_code == 307 else None
        raise AssertionError("redirects without end")

    async def begin(self, next_page: str = CASES) -> str:
        return (await self.open(f"/desk/anmelden?next={quote(next_page)}")).headers["location"]

    async def choose(self, address: str, person: str) -> str:
        """Chooses the person on the provider's page; returns the address at the desk to which it sends the browser.

        Where somebody has chosen before, the provider sends it back at once.
        """
        page = await self.open(address)
        if "location" in page.headers:
            return page.headers["location"]
        found = re.search(rf'href="([^"]+)">[^<]*{person}', page.text)
        assert found
        return (await self.open(urljoin(address, html.unescape(found[1])))).headers["location"]

    async def sign_in(self, person: str = "counsellor", next_page: str = CASES) -> httpx2.Response:
        return await self.open(await self.choose(await self.begin(next_page), person))


async def later(store: Store, browser: Browser, minutes: float) -> None:
    """Moves back by so many minutes when the browser's sign-in was last confirmed."""
    by, held = timedelta(minutes=minutes), browser.staff
    await store[ROWS].update_one({"_id": held.sid}, {"$set": {"confirmed": held.seen - by}})
    browser.holds(replace(held, seen=held.seen - by))


def refreshing(page: str) -> str | None:
    found = REFRESHED.search(page)
    return html.unescape(found[1]) if found else None


def services(told: Settings, store: Store, provider: Provider) -> tuple[FastAPI, FastAPI, list[str]]:
    """Returns the desk, another service, and the list of sessions that ended at both."""
    signed_out, ended = SignedOut(store), list[str]()

    async def end(sid: str) -> None:
        await signed_out.end(sid)
        ended.append(sid)

    async def met(who: Staff) -> None:
        """Keeps nothing: these services have no team."""

    sign_in = desk_sign_in(told, fixed(SIGN_IN_KEY), PAGES, provider, store, KEY, end, met)
    at_door = partial(
        build,
        settings=told,
        door="staff",
        origin=told.staff_url,
        templates=PAGES,
        signed_out=signed_out,
        interrupted_forms=InterruptedForms(store),
    )
    desk = at_door("intake", routers=[*sign_in.routers, work(CASES)], confirm=sign_in.confirm)
    return desk, at_door("referral", routers=[work(PROCEEDINGS)]), ended


@cache
def the_providers_key() -> RSAKey:
    """Returns one key for all tests: making it takes longer than most of them."""
    return a_key()


@asynccontextmanager
async def a_staff_door(
    store: Store, second_factor: str | None = None, client: str = CLIENT
) -> AsyncIterator[StaffDoor]:
    """Yields the staff door. `client`: the client that the provider knows, to differ from this desk's."""
    await prepare(store, STORED)
    hosts = Hosts()
    demo = identity.Provider(ISSUER, identity.desk_of(client, ORIGIN), hosts)
    demo.tokens.key = the_providers_key()
    told = settings(issuer=ISSUER, second_factor=second_factor)
    provider = provider_of(told, hosts)
    desk, referral, ended = services(told, store, provider)
    hosts.apps = {ORIGIN: desk, f"{ORIGIN}/referral": referral, ISSUER: demo.app()}
    yield StaffDoor(store, hosts, demo, ended)
