"""Composition root: read it top to bottom."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

from fastapi import FastAPI
from starlette.types import ASGIApp, Receive, Scope, Send

from services.referral import api, internal
from services.referral.handlers import progress
from services.referral.handlers.cases import forget_case
from services.referral.handlers.sending import Sending
from services.referral.pages import partner, proceedings, proposals
from services.referral.settings import ReferralSettings
from services.referral.store import INDEXES
from services.referral.subscriptions import broadcast_handlers, event_handlers, external_handlers, on_refused
from shared import assignments, bus, telemetry
from shared import audit as audits
from shared.audit import Audit
from shared.bus import Bus, Erasures, UnitOfWork
from shared.clock import now
from shared.production import checked
from shared.sealing import Keyring, KeyStore
from shared.store import connect, prepare
from shared.web import Pages, Peers, SignedOut, build, health, serve, signed_out

SERVICE = "referral"
TEMPLATES = Path(__file__).parent / "templates"


class Doors:
    """Two doors, one process: partners' addresses and the staff's have origins of their own."""

    def __init__(self, staff: ASGIApp, partner: ASGIApp) -> None:
        self.staff = staff
        self.partner = partner

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "")
        door = self.partner if path.startswith(("/partner", "/api/")) else self.staff
        await door(scope, receive, send)


def app(settings: ReferralSettings) -> ASGIApp:
    assert settings.keys is not None
    store = connect(settings.store, f"lotse_{SERVICE}")
    key_store = connect(settings.keys, f"lotse_{SERVICE}_keys")
    private = Keyring(settings.secret("private_key"))
    keys = KeyStore(key_store, private.public, private)
    unit_of_work = UnitOfWork(store, SERVICE)
    audit = Audit(settings.audit_key.get_secret_value())
    sending = Sending(Peers(settings), keys, settings.partner_url, audit)
    ended = SignedOut(store)
    wires = Bus(
        settings=settings,
        unit_of_work=unit_of_work,
        event_handlers=event_handlers(keys),
        external_handlers=external_handlers(),
        on_rejected=on_refused,
        broadcast_handlers=broadcast_handlers(ended),
        chores=[Erasures(unit_of_work, keys, forget_case, keys.drop)],
        effects={"fetch": sending.fetch, "miss": progress.miss, "expire": progress.expire},
    )

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        await prepare(store, {**bus.INDEXES, **signed_out.INDEXES, **audits.INDEXES, **assignments.INDEXES, **INDEXES})
        await ended.recall()
        async with wires.running():
            yield
        await store.close()
        await key_store.close()

    pages = Pages(TEMPLATES)
    checks = {"store": store.ping, "keys": key_store.ping}
    staff_routes = [
        proposals.router(unit_of_work, pages, audit),
        proceedings.router(unit_of_work, pages, audit, now),
        internal.router(unit_of_work, settings),
        health.router(checks),
    ]
    partner_routes = [
        api.router(unit_of_work, sending),
        partner.router(unit_of_work, pages, sending, settings.link, now),
    ]
    face = partial(build, SERVICE, settings, templates=pages, signed_out=ended)
    return Doors(
        staff=face(staff_routes, lifespan, door="staff", origin=settings.staff_url),
        partner=face(partner_routes, door="partner", origin=settings.partner_url),
    )


def main() -> None:
    settings = checked(ReferralSettings, f"lotse_{SERVICE}")
    telemetry.setup(settings, SERVICE)
    serve(app(settings), settings)


if __name__ == "__main__":
    main()
