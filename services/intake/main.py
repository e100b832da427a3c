"""Two processes of one package: the public face, which can only seal, and the counsellors' desk."""

import logging
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

import uvicorn
from fastapi import FastAPI

from services.intake import api, pages, subscriptions
from services.intake.handlers.workplace import Desk, Portal
from services.intake.settings import DeskSettings, FaceSettings
from services.intake.store import INDEXES, KEY_INDEXES, Receipts
from shared.bus import Bus, Transact
from shared.sealing import KeyStore
from shared.settings import Settings
from shared.store import Store, connect, prepare
from shared.web import Pages, build, health, signin

TEMPLATES: Final = Path(__file__).parent / "templates"


def face(settings: FaceSettings) -> FastAPI:
    """Holds the public key only and no Kafka client: with the desk away it still accepts and shows."""
    store, keys = connect(settings.store, "lotse_intake"), connect(settings.keys, "lotse_intake_keys")
    portal = Portal(Transact(store, "intake"), KeyStore(keys, settings.team_key), Receipts(keys), settings.pepper_bytes)
    templates = Pages(TEMPLATES)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        await prepare(store, INDEXES)
        await prepare(keys, KEY_INDEXES)
        yield
        await store.close()
        await keys.close()

    routers = [
        api.submissions(portal),
        pages.public(templates),
        pages.report(portal, templates),
        pages.follow(portal, templates),
        health.router({"store": store.ping, "keys": keys.ping}),
    ]
    return build(
        "intake", settings, routers, lifespan, door="public", origin=settings.public_url, templates=templates
    )
