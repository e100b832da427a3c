"""Composition root of two processes of one package: `python -m services.intake.main face` and `… desk`."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Final

from fastapi import FastAPI

from services.intake import api
from services.intake.desk_bus import desk_bus
from services.intake.desk_pages import desk_pages
from services.intake.done_texts import DESK_DONE, FACE_DONE
from services.intake.face_pages import face_pages
from services.intake.handlers.dependencies import DeskDependencies, FaceDependencies
from services.intake.handlers.desk.sign_out import sign_out
from services.intake.handlers.desk.team import register_colleague
from services.intake.limits import Limits, of_channels
from services.intake.private_memory import keep_memory_private
from services.intake.settings import DeskSettings, FaceSettings
from services.intake.store import INDEXES, KEY_INDEXES, give_turns
from services.intake.store import face as face_store
from shared import attempts, telemetry
from shared.audit import INDEXES as AUDIT_INDEXES
from shared.audit import Audit
from shared.bus import INDEXES as BUS_INDEXES
from shared.bus import UnitOfWork
from shared.production import checked
from shared.sealing import KeyStore
from shared.sealing.one_time import STRETCH, OneTimeLock, Stretch
from shared.store import Store, connect, prepare
from shared.web import Pages, SignedOut, build, health, serve
from shared.web.bus_lifespan import bus_lifespan
from shared.web.desk_sign_in import desk_sign_in, provider_of
from shared.web.interrupted import INDEXES as INTERRUPTED_INDEXES
from shared.web.interrupted import InterruptedForms
from shared.web.provider_sessions import INDEXES as PROVIDER_SESSION_INDEXES
from shared.web.signed_out import INDEXES as SIGNED_OUT_INDEXES

SERVICE: Final = "intake"
TEMPLATES: Final = Path(__file__).parent / "templates"


def face(settings: FaceSettings, stretch: Stretch = STRETCH) -> FastAPI:
    """Composes the face: it writes into a database of its own, and shows what the desk published there.

    It reaches nothing else, and may not prepare its store: the desk does, or a command. `stretch`: the cost of trying a
    one-time code.
    """
    store, pepper = connect(settings.store, face_store.DATABASE), settings.pepper_bytes
    limits = Limits(channels=of_channels(settings.channel_per_minute))
    dependencies = FaceDependencies(store, settings.team_key, OneTimeLock(pepper, stretch), pepper, limits=limits)
    pages = Pages(TEMPLATES, FACE_DONE)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        yield
        await store.close()

    routers = [
        api.submissions(dependencies),
        api.sealing_key(dependencies),
        *face_pages(dependencies, pages, settings),
        health.router({"store": store.ping}),
    ]
    return build(SERVICE, settings, routers, lifespan, door="public", origin=settings.public_url, templates=pages)


def desk(settings: DeskSettings, stretch: Stretch = STRETCH) -> FastAPI:
    """Composes the desk: it holds the private key, takes requests over, consumes, publishes and hands out content.

    Content goes only to who is entitled to it. `stretch`: the cost of locking a receipt code with a one-time code.
    """
    store, key_store = connect_stores(settings.store, settings.keys)
    own_key, pepper = settings.own_key, settings.pepper_bytes
    keys = KeyStore(key_store, own_key.public, own_key)
    unit_of_work = UnitOfWork(store, SERVICE)
    audit, signed_out = Audit(settings.audit_key.get_secret_value()), SignedOut(store)
    dependencies = DeskDependencies(
        unit_of_work, keys, audit, OneTimeLock(pepper, stretch), pepper, settings.found_by, periods=settings.retention
    )
    bus = desk_bus(settings, dependencies, signed_out)
    pages = Pages(TEMPLATES, DESK_DONE)
    end, register = partial(sign_out, unit_of_work, signed_out), partial(register_colleague, dependencies)
    provider, signing_key = provider_of(settings), settings.secret("sign_in_key")
    sign_in = desk_sign_in(settings, signing_key, pages, provider, store, own_key, end, register)
    lifespan = bus_lifespan(partial(prepare_stores, store, key_store), signed_out, bus, store, key_store)
    routers = [
        *sign_in.routers,
        *desk_pages(dependencies, pages, sign_in.cookie),
        api.internal(dependencies),
        api.acknowledgements(dependencies, settings.answers_to),
        *(given(dependencies) for given in (api.arrangements, api.file_numbers)),
        health.router({"store": store.ping, "keys": key_store.ping}),
    ]
    return build(
        SERVICE,
        settings,
        routers,
        lifespan,
        door="staff",
        origin=settings.staff_url,
        templates=pages,
        signed_out=signed_out,
        interrupted_forms=InterruptedForms(store),
        confirm=sign_in.confirm,
    )


def connect_stores(store: str, keys: str) -> tuple[Store, Store]:
    """Returns the service's store and its key store."""
    return connect(store, f"lotse_{SERVICE}"), connect(keys, f"lotse_{SERVICE}_keys")


async def prepare_stores(store: Store, key_store: Store) -> None:
    of_staff = SIGNED_OUT_INDEXES, PROVIDER_SESSION_INDEXES, INTERRUPTED_INDEXES, AUDIT_INDEXES
    every = BUS_INDEXES, attempts.INDEXES, *of_staff, INDEXES
    await prepare(store, {name: indexes for each in every for name, indexes in each.items()})
    await prepare(store.beside(face_store.DATABASE), face_store.INDEXES)
    await prepare(key_store, KEY_INDEXES)
    await give_turns(store)


async def refuse_earlier_layout(settings: DeskSettings) -> None:
    """Ends the process where the data has an earlier layout.

    What the face of that time wrote into the desk's own database is not taken over.
    """
    store, key_store = connect_stores(settings.store, settings.keys)
    names = await store.database.list_collection_names(), await key_store.database.list_collection_names()
    await close_stores(store, key_store)
    if "threads" in names[0] or "receipts" in names[1]:
        sys.exit(
            "lotse: The data of intake has an earlier layout, in which the public face wrote into the desk's database: "
            "start with empty databases."
        )


async def close_stores(store: Store, key_store: Store) -> None:
    await store.close()
    await key_store.close()


def main() -> None:
    if sys.argv[1:] == ["face"]:
        face_settings = checked(FaceSettings)
        telemetry.setup(face_settings, f"{SERVICE}-face")
        serve(face(face_settings), face_settings)
    elif sys.argv[1:] == ["desk"]:
        keep_memory_private()
        desk_settings = checked(DeskSettings, f"lotse_{SERVICE}")
        asyncio.run(refuse_earlier_layout(desk_settings))
        telemetry.setup(desk_settings, f"{SERVICE}-desk")
        serve(desk(desk_settings), desk_settings)
    else:
        sys.exit("Which one: face or desk?")


if __name__ == "__main__":
    main()
