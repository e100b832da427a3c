"""The wiring of notification: `python -m services.notification.main`."""

import logging
from functools import partial
from pathlib import Path
from typing import Final

from services.notification import api, sms_reports_api
from services.notification.handlers.acknowledge_mails import (
    ACKNOWLEDGEMENT,
    ACKNOWLEDGEMENTS_PAUSE,
    PlanAcknowledgements,
    SendAcknowledgement,
)
from services.notification.handlers.check_deadlines import CheckDeadlines
from services.notification.handlers.measure_webhooks import measure_webhooks
from services.notification.handlers.notify import MAIL, WEBHOOK
from services.notification.handlers.pass_on_replies import PassOnReplies
from services.notification.handlers.read_bounces import ReadBounces
from services.notification.handlers.read_file_numbers import ReadFileNumbers
from services.notification.handlers.send import SendMail
from services.notification.handlers.send_digest import DIGEST, DIGEST_PAUSE, PlanDigest, SendDigest
from services.notification.handlers.send_webhook import SendWebhook
from services.notification.handlers.settle_restored import RESTORED_PAUSE, SettleRestored
from services.notification.pages import notices, own_letters, webhooks
from services.notification.pages.deadlines import router as deadlines_page
from services.notification.pages.letters import LetterPages
from services.notification.pages.notices import NoticePages
from services.notification.pages.templates import TemplatePages
from services.notification.pages.webhooks import WebhookPages
from services.notification.recipients import Ask
from services.notification.settings import NotificationSettings
from services.notification.signing_secrets import SigningSecrets
from services.notification.store import INDEXES
from services.notification.subscriptions import broadcast_handlers, event_handlers
from services.notification.webhook_client import WebhookClient
from shared import telemetry
from shared.assignments import INDEXES as ASSIGNMENT_INDEXES
from shared.attempts import INDEXES as ATTEMPT_INDEXES
from shared.audit import INDEXES as AUDIT_INDEXES
from shared.audit import Audit
from shared.bus import DEFAULT_INTERVALS, Bus, Intervals, Round, UnitOfWork
from shared.bus import INDEXES as BUS_INDEXES
from shared.clock import Clock, now
from shared.production import checked
from shared.store import connect, prepare
from shared.web import Pages, Peers, SignedOut, build, health, serve
from shared.web.bus_lifespan import bus_lifespan
from shared.web.doors import Doors
from shared.web.interrupted import INDEXES as INTERRUPTED_INDEXES
from shared.web.interrupted import InterruptedForms
from shared.web.signed_out import INDEXES as SIGNED_OUT_INDEXES

log: Final = logging.getLogger(__name__)

SERVICE: Final = "notification"
TEMPLATES: Final = Path(__file__).parent / "templates"
ALL_INDEXES: Final = {
    **BUS_INDEXES,
    **SIGNED_OUT_INDEXES,
    **INTERRUPTED_INDEXES,
    **ATTEMPT_INDEXES,
    **AUDIT_INDEXES,
    **ASSIGNMENT_INDEXES,
    **INDEXES,
}


def app(settings: NotificationSettings, *, clock: Clock = now, intervals: Intervals = DEFAULT_INTERVALS) -> Doors:
    store = connect(settings.store, f"lotse_{SERVICE}")
    unit_of_work = UnitOfWork(store, SERVICE, clock)
    audit, signed_out = Audit(settings.audit_key.get_secret_value()), SignedOut(store)
    peers, secrets = Peers(settings), SigningSecrets(settings.signing_key)
    ask, bounces = peers.get, reading(settings, unit_of_work, peers)
    send_mail = SendMail(unit_of_work, ask, settings.mail_server, settings.follow_page, settings.sms_provider)
    client = WebhookClient(settings.destinations, timeout=settings.answer_within)
    send_digest = SendDigest(unit_of_work, ask, settings.mail_server, settings.digest_to, settings.digest_at)
    acknowledge = SendAcknowledgement(unit_of_work, ask, settings.mail_server, settings.own_addresses)
    send_webhook = SendWebhook(unit_of_work, ask, client, secrets)
    bus = Bus(
        settings=settings,
        unit_of_work=unit_of_work,
        event_handlers=event_handlers(),
        broadcast_handlers=broadcast_handlers(signed_out),
        effects={MAIL: send_mail, DIGEST: send_digest, ACKNOWLEDGEMENT: acknowledge},
        slow_effects={WEBHOOK: send_webhook},
        chores=[CheckDeadlines(unit_of_work)],
        measures=[partial(measure_webhooks, unit_of_work), *([bounces.measure] if bounces else [])],
        intervals=intervals,
        rounds=rounds(settings, unit_of_work, ask, bounces),
    )
    pages = Pages(TEMPLATES, notices.DONE | webhooks.DONE)
    lifespan = bus_lifespan(partial(prepare, store, ALL_INDEXES), signed_out, bus, store)
    routers = [
        api.router(clock),
        sms_reports_api.router(unit_of_work, settings.sms_reports),
        deadlines_page(unit_of_work, pages, audit, clock),
        NoticePages(unit_of_work, pages, audit).router(),
        WebhookPages(unit_of_work, pages, secrets, settings.destinations, clock).router(),
        LetterPages(unit_of_work, pages, clock, ReadFileNumbers(unit_of_work, audit, ask)).router(),
        TemplatePages(pages, settings.follow_page, settings.example_link, settings.digest_at).router(),
        health.router({"store": store.ping}),
    ]
    at_door = partial(build, SERVICE, settings, templates=pages, signed_out=signed_out)
    interrupted = InterruptedForms(store)
    staff = at_door(routers, lifespan, door="staff", origin=settings.staff_url, interrupted_forms=interrupted)
    public = at_door([own_letters.router(pages, clock)], door="public", origin=settings.public_url)
    return Doors(staff, {("/briefe",): public})


def reading(settings: NotificationSettings, unit_of_work: UnitOfWork, peers: Peers) -> ReadBounces | None:
    """Returns what reads the mailbox of the return path, or None where there is no mailbox.

    In it are reports of mail servers, and what partners answer.
    """
    account = settings.bounces
    if account is None:
        log.warning("bounces are read by nobody")
        return None
    pass_on = PassOnReplies(unit_of_work, peers.post, settings.message_ids)
    return ReadBounces(unit_of_work, account, settings.message_ids, pass_on)


def rounds(
    settings: NotificationSettings, unit_of_work: UnitOfWork, ask: Ask, bounces: ReadBounces | None
) -> dict[str, tuple[float, Round]]:
    """Returns by name what the leader does again and again, each with its pause in seconds."""
    acknowledgements = PlanAcknowledgements(unit_of_work, ask)
    wanted: dict[str, tuple[float, Round]] = {
        "acknowledgements": (ACKNOWLEDGEMENTS_PAUSE, acknowledgements),
        "restored": (RESTORED_PAUSE, SettleRestored(unit_of_work)),
    }
    if bounces:
        wanted["bounces"] = (settings.bounce_pause, bounces)
    if settings.digest_to:
        wanted["digest"] = (DIGEST_PAUSE, PlanDigest(unit_of_work, settings.digest_at))
    return wanted


def main() -> None:
    settings = checked(NotificationSettings)
    telemetry.setup(settings, SERVICE)
    serve(app(settings, clock=settings.clock), settings)


if __name__ == "__main__":
    main()
