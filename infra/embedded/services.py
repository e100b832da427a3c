"""The service processes as data, and the settings that each gets at its start."""

import json
import os
import sys
from dataclasses import dataclass

from infra.embedded import mail, mailbox
from infra.embedded.broker import KAFKA
from infra.embedded.plan import Plan, address
from infra.embedded.ports import HOST
from infra.embedded.processes import Program


@dataclass(frozen=True)
class Service:
    name: str
    package: str
    secrets: tuple[str, ...]
    arguments: tuple[str, ...] = ()
    hears_kafka: bool = True
    keeps_keys: bool = True
    may_be_asked_by: tuple[str, ...] = ()


INNER_SECRETS = ("private_key", "cookie_key", "service_token", "audit_key")
SERVICES = (
    Service("intake-face", "intake", ("pepper", "follow_key"), ("face",), hears_kafka=False, keeps_keys=False),
    Service(
        "intake-desk",
        "intake",
        (*INNER_SECRETS, "pepper", "sign_in_key"),
        ("desk",),
        may_be_asked_by=("referral", "notification"),
    ),
    Service("referral", "referral", (*INNER_SECRETS, "link_key"), may_be_asked_by=("notification",)),
    Service("notification", "notification", (*INNER_SECRETS, "webhook_key", "sms_report_token")),
    Service("statistics", "statistics", INNER_SECRETS, keeps_keys=False),
)
SENDER = "notification"
"""The service that sends mails, SMS and webhooks."""
HAVE_A_CLOCK = ("referral", SENDER)
"""The services that decide what is due: a story moves the clock of each separately."""
RETURN_PATH = "ruecklauf@example.org"
DEMO_POINT = {"POINT_PHONE": "030 23125 100", "POINT_MAIL": "anlaufstelle@example.org"}
"""Belong to nobody: a number reserved for films and a domain reserved for examples; the pages mark both as invented."""
TEAM = "team@example.org"
"""The mailbox that staff read; the contact point's is read by the desk itself."""
ASKED_AT = {"intake": "intake-desk", "referral": "referral", "notification": "notification", "statistics": "statistics"}


@dataclass(frozen=True)
class Trust:
    """Public keys of the services, and the hashes by which they recognise each other's tokens."""

    public_keys: dict[str, str]
    token_hashes: dict[str, str]


def program(service: Service, plan: Plan, trust: Trust) -> Program:
    command = [sys.executable, "-m", f"services.{service.package}.main", *service.arguments]
    log, told = plan.folders.log(service.name), surroundings(service, plan, trust)
    return Program(service.name, command, log, told, port=plan.inner[service.name])


def command(service: Service, plan: Plan, trust: Trust, *arguments: str) -> Program:
    """Returns the program of an operator's command of a service, run once with the service's own rights."""
    run = [sys.executable, "-m", f"services.{service.package}.commands", *arguments]
    name = f"{service.package}-{arguments[0]}"
    return Program(name, run, plan.folders.log(name), surroundings(service, plan, trust))


def surroundings(service: Service, plan: Plan, trust: Trust) -> dict[str, str]:
    peers = {package: address(plan.inner[name]) for package, name in ASKED_AT.items()}
    callers = {caller: trust.token_hashes[caller] for caller in service.may_be_asked_by}
    told = {
        "PORT_OWN": str(plan.inner[service.name]),
        "PUBLIC_URL": plan.public,
        "STAFF_URL": plan.staff,
        "PARTNER_URL": plan.partner,
        "ISSUER": plan.issuer,
        "SMTP": f"{HOST}:{plan.inner['mail']}",
        "SMTP_TLS": "false",
        "PEERS": json.dumps(peers),
        "CALLERS": json.dumps(callers),
        "PROFILE": "demo",
        "SECRETS": str(plan.folders.secrets / service.name),
    }
    if service.name in ("intake-face", "referral"):
        told |= DEMO_POINT
    if service.name == SENDER:
        told["WEBHOOK_SINK"] = f"{HOST}:{plan.inner['webhooks']}"
        told |= {"BOUNCE_IMAP": f"{HOST}:{plan.inner['bounces']}", "BOUNCE_USER": mail.BOUNCES_USER}
        told |= {"BOUNCE_ADDRESS": RETURN_PATH, "BOUNCE_TLS": "false", "BOUNCE_PAUSE": "4"}
        told["DIGEST_TO"] = TEAM
        told["SMS_URL"] = f"{address(plan.inner['sms'])}/messages"
    if service.name in HAVE_A_CLOCK:
        told["CLOCK_FILE"] = str(plan.folders.clock(service.name))
    if service.name == mailbox.READER:
        told |= {"IMAP": f"{HOST}:{plan.inner['mailbox']}", "IMAP_USER": mailbox.USER, "IMAP_TLS": "false"}
        told |= {"IMAP_ADDRESS": DEMO_POINT["POINT_MAIL"], "IMAP_PAUSE": "4"}
    if service.hears_kafka:
        told["KAFKA"] = plan.kafka
        if plan.broker is not KAFKA:
            told["BROKER"] = plan.broker.name
    if collector := os.environ.get("LOTSE_OTLP"):
        told["OTLP"] = collector
    return {f"LOTSE_{name}": value for name, value in told.items()}
