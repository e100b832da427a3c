"""Composition root of notification: `python -m services.notification.main`."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from services.notification import api, pages, store
from services.notification.channels import Postbox
from services.notification.handlers.sending import Sending
from services.notification.handlers.telling import MAIL
from services.notification.settings import NotificationSettings
from services.notification.subscriptions import broadcast_handlers, event_handlers
from shared import assignments, audit, bus, telemetry
from shared.audit import Audit
from shared.bus import Bus, UnitOfWork
from shared.clock import now
from shared.production import checked
from shared.store import connect, prepare
from shared.web import Pages, Peers, SignedOut, build, health, serve, signed_out

SERVICE = "notification"


def notification(settings: NotificationSettings) -> FastAPI:
    kept = connect(settings.store, f"lotse_{SERVICE}")
    unit_of_work = UnitOfWork(kept, SERVICE)
    postbox = Postbox(*settings.smtp_address, settings.mail_from)
    sending = Sending(unit_of_work, Peers(settings).get, postbox, settings.public_url)
    ended = SignedOut(kept)
    wire = Bus(
        settings=settings,
        unit_of_work=unit_of_work,
        event_handlers=event_handlers(),
        effects={MAIL: sending},
        broadcast_handlers=broadcast_handlers(ended),
    )
    templates = Pages(pages.TEMPLATES)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        await prepare(
            kept, {**bus.INDEXES, **signed_out.INDEXES, **audit.INDEXES, **assignments.INDEXES, **store.INDEXES}
        )
        await ended.recall()
        async with wire.running():
            yield
        await kept.close()

    routers = [
        api.router(),
        pages.router(unit_of_work, templates, Audit(settings.audit_key.get_secret_value()), now),
        health.router({"store": kept.ping}),
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


def main() -> None:
    settings = checked(NotificationSettings)
    telemetry.setup(settings, SERVICE)
    serve(notification(settings), settings)


if __name__ == "__main__":
    main()
