"""Two processes of one package: `python -m services.intake.main face` and `… desk`."""

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Final

from fastapi import FastAPI

from services.intake import api
from services.intake.handlers.erase import forget
from services.intake.handlers.sign_out import sign_out
from services.intake.handlers.unseal import UNSEAL, Unsealing
from services.intake.handlers.workplace import Desk, Mailroom, Phone, Portal
from services.intake.pages import desk as desk_pages
from services.intake.pages import erasing, follow, handover, phone, portal, reason, report, write
from services.intake.pages.follow_cookie import FollowCookie
from services.intake.settings import DeskSettings, FaceSettings
from services.intake.store import INDEXES, KEY_INDEXES, OneTimeCodes, Receipts
from services.intake.subscriptions import broadcast_handlers, event_handlers, external_handlers
from shared import audit, bus, telemetry
from shared.audit import Audit
from shared.bus import Bus, Erasures, UnitOfWork
from shared.production import checked
from shared.sealing import KeyStore
from shared.sealing.one_time import OneTimeLock
from shared.store import Store, connect, prepare
from shared.web import Pages, SignedOut, build, health, serve, signed_out, signin
from shared.web.session import staff_cookie

SERVICE: Final = "intake"
TEMPLATES: Final = Path(__file__).parent / "templates"


def face(settings: FaceSettings) -> FastAPI:
    """Holds the public key only and has no Kafka client; with the desk away it still accepts and shows.

    It may not prepare its stores: the desk does, or a command."""
    store, keys = stores(settings.store, settings.keys)
    seals = KeyStore(keys, settings.team_key)
    pepper = settings.pepper_bytes
    counter = Portal(UnitOfWork(store, SERVICE), seals, Receipts(keys), OneTimeCodes(keys), OneTimeLock(pepper), pepper)
    templates, cookie = Pages(TEMPLATES), FollowCookie(counter.clock)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        yield
        await shut(store, keys)

    routers = [
        api.submissions(counter),
        api.sealing_key(counter),
        portal.router(templates),
        report.router(counter, templates),
        follow.router(counter, templates, cookie),
        write.router(counter, templates, cookie),
        health.router({"store": store.ping, "keys": keys.ping}),
    ]
    origin = settings.public_url
    return build(SERVICE, settings, routers, lifespan, door="public", origin=origin, templates=templates)


def desk(settings: DeskSettings) -> FastAPI:
    """Holds the private key; hears, relays, and answers who is entitled to content."""
    store, keys = stores(settings.store, settings.keys)
    unit_of_work = UnitOfWork(store, SERVICE)
    room = Desk(
        unit_of_work,
        KeyStore(keys, settings.own_key.public, settings.own_key),
        Audit(settings.audit_key.get_secret_value()),
    )
    pepper, receipts, codes = settings.pepper_bytes, Receipts(keys), OneTimeCodes(keys)
    line = Phone(room, receipts, codes, OneTimeLock(pepper), pepper)
    mailroom = Mailroom(room, receipts, codes)
    ended = SignedOut(store)
    wire = Bus(
        settings=settings,
        unit_of_work=unit_of_work,
        event_handlers=event_handlers(),
        external_handlers=external_handlers(mailroom),
        broadcast_handlers=broadcast_handlers(ended),
        effects={UNSEAL: Unsealing(mailroom)},
        chores=[Erasures(unit_of_work, room.keys, forget, mailroom.drop)],
    )
    templates = Pages(TEMPLATES)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        await ready(store, keys)
        await ended.recall()
        async with wire.running():
            yield
        await shut(store, keys)

    routers = [
        signin.router(settings, templates, partial(sign_out, unit_of_work, ended)),
        phone.router(line, templates),
        desk_pages.router(room, templates),
        erasing.router(mailroom, templates),
        handover.router(room, templates),
        reason.router(room, templates, staff_cookie(settings.secret("cookie_key"))),
        api.internal(room),
        health.router({"store": store.ping, "keys": keys.ping}),
    ]
    return build(
        SERVICE,
        settings,
        routers,
        lifespan,
        door="staff",
        origin=settings.staff_url,
        templates=templates,
        signed_out=ended,
    )


def stores(store: str, keys: str) -> tuple[Store, Store]:
    return connect(store, f"lotse_{SERVICE}"), connect(keys, f"lotse_{SERVICE}_keys")


async def ready(store: Store, keys: Store) -> None:
    await prepare(store, {**bus.INDEXES, **signed_out.INDEXES, **audit.INDEXES, **INDEXES})
    await prepare(keys, KEY_INDEXES)


async def shut(store: Store, keys: Store) -> None:
    await store.close()
    await keys.close()


def main() -> None:
    if sys.argv[1:] == ["face"]:
        at_face = checked(FaceSettings)
        telemetry.setup(at_face, f"{SERVICE}-face")
        serve(face(at_face), at_face)
    elif sys.argv[1:] == ["desk"]:
        at_desk = checked(DeskSettings, f"lotse_{SERVICE}")
        telemetry.setup(at_desk, f"{SERVICE}-desk")
        serve(desk(at_desk), at_desk)
    else:
        sys.exit("Which one: face or desk?")


if __name__ == "__main__":
    main()
