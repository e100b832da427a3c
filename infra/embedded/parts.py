"""The processes of the system as data: how each is started, and when it is ready."""

import asyncio
import sys
from functools import partial
from pathlib import Path

from infra.embedded import demo, kafka, mailbox, mongo, noida, services
from infra.embedded.folders import ROOT
from infra.embedded.jars import Tell
from infra.embedded.logins import Logins
from infra.embedded.plan import Plan
from infra.embedded.ports import HOST
from infra.embedded.probes import is_healthy, listens
from infra.embedded.processes import Probe, Program, complete
from infra.embedded.restarting import Part
from infra.embedded.services import SERVICES, Trust
from infra.embedded.supervisor import Chain, Rank
from infra.embedded.trouble import Trouble
from infra.kafka.catalogue import wanted
from infra.kafka.provision import arrange
from infra.kafka.topics import create
from infra.mongo import users
from shared.bus import Connection

CLIENT_ID = "lotse-desk"
NOT_TO_BE_CALLED = " (Demo: erfunden, bitte nicht anrufen)"
"""Appended to the phone number that the front door names while a service is away."""
INNER_PORTS = [
    "kafka",
    "kafka-controller",
    "mongo",
    "mail",
    "webhooks",
    "sms",
    "mailbox",
    "bounces",
    *(service.name for service in SERVICES),
]


def ranks(plan: Plan, trust: Trust, logins: Logins, tell: Tell) -> list[Rank]:
    return [
        [
            _broker(plan, logins, tell),
            [
                _mongo(plan, logins),
                partial(_make_mongo_users, plan, logins),
                partial(complete, _keys_when_due(plan)),
                *(partial(complete, command) for command in demo.commands(plan, trust)),
            ],
            [_identity(plan)],
            [_mail(plan)],
            [_webhooks(plan)],
            [_sms(plan)],
            [_mailbox(plan)],
        ],
        [[_service(service, plan, trust)] for service in SERVICES],
        [[door(plan)]],
    ]


def _broker(plan: Plan, logins: Logins, tell: Tell) -> Chain:
    if plan.broker.has_users:
        return [_kafka(plan, logins, tell), partial(_arrange_kafka, plan, logins)]
    return [_noida(plan, logins)]


async def _arrange_kafka(plan: Plan, logins: Logins) -> None:
    try:
        await arrange(logins.broker(plan), demo.opaque_parts(), logins.guests)
    except TimeoutError as late:
        raise Trouble(f"Kafka does not get its topics and rights: {late}.") from None


async def _make_mongo_users(plan: Plan, logins: Logins) -> None:
    passwords = {user: word for user, word in logins.mongo.items() if user != users.ROOT}
    with users.Client(logins.store(plan)) as root:
        await asyncio.to_thread(users.grant, root, passwords)


def _keys_when_due(plan: Plan) -> Program:
    """Replaces key pairs that are due, before any service runs that could seal for an old one."""
    command = [sys.executable, "-m", "shared.sealing", "rotate", str(plan.folders.secrets), "all", "--when-due"]
    return Program("keys", command, plan.folders.log("keys"))


def _kafka(plan: Plan, logins: Logins, tell: Tell) -> Part:
    folder, log = plan.folders.data / "kafka", plan.folders.log("kafka")
    program = kafka.program(folder, plan.inner["kafka"], plan.inner["kafka-controller"], log, tell, logins.kafka)
    return Part(program, kafka.answers(logins.broker(plan)))


def _noida(plan: Plan, logins: Logins) -> Part:
    program = noida.program(plan.folders.data / "noida", plan.inner["kafka"], plan.folders.log("noida"))
    return Part(program, _has_its_topics(logins.broker(plan)))


def _has_its_topics(connection: Connection) -> Probe:
    """Returns a probe that creates the topics at each start, since this broker may forget them at a crash."""

    async def probe() -> None:
        await kafka.answers(connection)()
        await create(connection, wanted(demo.opaque_parts()))

    return probe


def _mongo(plan: Plan, logins: Logins) -> Part:
    port = plan.inner["mongo"]
    program = mongo.program(plan.folders.data / "mongo", port, plan.folders.log("mongo"), logins.member_key)
    return Part(program, mongo.is_primary(port, logins.mongo[users.ROOT]))


def _identity(plan: Plan) -> Part:
    command = [sys.executable, "-m", "infra.demo.identity", plan.issuer, CLIENT_ID, plan.staff]
    port = plan.doors.identity
    return Part(Program("identity", command, plan.folders.log("identity"), port=port), is_healthy(port, "/jwks"))


def _mail(plan: Plan) -> Part:
    port, secrets = plan.inner["mail"], plan.folders.secrets / services.SENDER
    back = [str(plan.inner["bounces"]), str(secrets)]
    command = [sys.executable, "-m", "infra.embedded.mail", HOST, str(port), str(plan.folders.mail), *back]
    return Part(Program("mail", command, plan.folders.log("mail"), port=port), listens(port))


def _webhooks(plan: Plan) -> Part:
    port = plan.inner["webhooks"]
    command = [sys.executable, "-m", "infra.embedded.webhooks", HOST, str(port), str(plan.folders.webhooks)]
    return Part(Program("webhooks", command, plan.folders.log("webhooks"), port=port), listens(port))


def _sms(plan: Plan) -> Part:
    """Returns the SMS provider, which reports by the public door, as a real one would."""
    port, secrets = plan.inner["sms"], plan.folders.secrets / services.SENDER
    told = [HOST, str(port), str(plan.folders.sms), f"{plan.public}/api/notification/sms/reports", str(secrets)]
    command = [sys.executable, "-m", "infra.embedded.sms", *told]
    return Part(Program("sms", command, plan.folders.log("sms"), port=port), listens(port))


def _mailbox(plan: Plan) -> Part:
    port, secrets = plan.inner["mailbox"], plan.folders.secrets / mailbox.READER
    command = [sys.executable, "-m", "infra.embedded.mailbox", HOST, str(port), str(secrets)]
    return Part(Program("mailbox", command, plan.folders.log("mailbox"), port=port), listens(port))


def _service(service: services.Service, plan: Plan, trust: Trust) -> Part:
    port = plan.inner[service.name]
    return Part(services.program(service, plan, trust), is_healthy(port))


def door(plan: Plan) -> Part:
    """Returns the front door: Caddy of this Python environment, whose own folders lie inside the data folder."""
    caddy = Path(sys.executable).parent / "caddy"
    command = [str(caddy), "run", "--adapter", "caddyfile", "--config", str(ROOT / "infra" / "caddy" / "Caddyfile")]
    own = str(plan.folders.data / "caddy")
    told = {"XDG_DATA_HOME": own, "XDG_CONFIG_HOME": own, "LOTSE_BIND": HOST}
    told["LOTSE_POINT_PHONE"] = services.DEMO_POINT["POINT_PHONE"] + NOT_TO_BE_CALLED
    for each in ("public", "staff", "partner"):
        at = getattr(plan.doors, each)
        told |= {f"LOTSE_{each.upper()}_PORT": str(at), f"LOTSE_{each.upper()}_HOST": f"{HOST}:{at}"}
    behind = {"FACE": "intake-face", "DESK": "intake-desk"}
    behind |= {name.upper(): name for name in ("referral", "notification", "statistics")}
    told |= {f"LOTSE_{short}": f"{HOST}:{plan.inner[name]}" for short, name in behind.items()}
    port = plan.doors.public
    return Part(Program("caddy", command, plan.folders.log("caddy"), told, port=port), listens(port))
