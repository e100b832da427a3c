"""The demo channel and the demo directory, entered by the services' own commands."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from infra.embedded import services
from infra.embedded.folders import ROOT, Folders
from infra.embedded.plan import Plan, address
from infra.embedded.processes import Program
from infra.embedded.services import SERVICES, Trust
from infra.kafka.grants import user_of
from shared.contracts.catalogue import topic_of
from shared.contracts.partner import ReferralOffered

DIRECTORY = ROOT / "infra" / "demo" / "directory.json"
CHANNEL, CHANNEL_NAME, CHANNEL_TOPIC = "demo-channel", "Demo-Meldeportal", "demochannel"


@dataclass(frozen=True)
class Credentials:
    tokens: dict[str, str]
    partners: dict[str, dict[str, str]]


def commands(plan: Plan, trust: Trust) -> list[Program]:
    by_name = {service.name: service for service in SERVICES}
    desk, referral, notification = by_name["intake-desk"], by_name["referral"], by_name["notification"]
    token_file = ["--token-file", str(_token_file(plan.folders))]
    credentials = ["--credentials", str(credentials_file(plan.folders))]
    return [
        services.command(desk, plan, trust, "channel", "--id", CHANNEL, "--name", CHANNEL_NAME, *token_file),
        services.command(referral, plan, trust, "directory", str(DIRECTORY), *credentials),
        *(
            services.command(notification, plan, trust, "webhook", "--partner", each["id"], "--address", sink(plan))
            for each in listed()
            if "webhook" in each["ways"]
        ),
    ]


def sink(plan: Plan) -> str:
    """Returns the address of the partners' systems of this run; the port is another each time."""
    return f"{address(plan.inner['webhooks'])}/lotse"


def read(folders: Folders) -> Credentials:
    """Reads the credentials of all whose people or systems have access, by the entry's short name, else by its id."""
    keyed = {partner["key"]: partner for partner in listed() if "key" in partner}
    by_mail = {partner["id"]: partner for partner in listed() if "key" not in partner and "mail" in partner["ways"]}
    everyones: dict[str, dict[str, str]] = json.loads(credentials_file(folders).read_text())
    given = {key: everyones[key] for key in keyed}
    return Credentials(
        tokens={"channel": _token_file(folders).read_text().strip()}
        | {key: one["token"] for key, one in given.items()},
        partners={key: _facts(one) | {"pin": everyones[key]["pin"]} for key, one in (keyed | by_mail).items()},
    )


def opaque_parts() -> dict[str, list[str]]:
    """Returns, by family, the opaque parts of the topics of the demo channel and of the partners that use Kafka."""
    return {"channel": [CHANNEL_TOPIC], "partner": [each["topic"] for each in listed() if "kafka" in each["ways"]]}


def kafka_users() -> dict[str, str]:
    """Returns the Kafka users of the demo channel and of partners with a system, by their names in `embedded.json`."""
    keyed = {partner["key"]: user_of("partner", partner["topic"]) for partner in listed() if "key" in partner}
    return {"channel": user_of("channel", CHANNEL_TOPIC)} | keyed


def listed() -> list[dict[str, Any]]:
    partners: list[dict[str, Any]] = json.loads(DIRECTORY.read_text())["partners"]
    return partners


def _facts(partner: dict[str, Any]) -> dict[str, str]:
    return {"id": partner["id"], "topic": topic_of(ReferralOffered.TYPE).named(partner["topic"])}


def _token_file(folders: Folders) -> Path:
    return folders.demo_secrets / "channel-token"


def credentials_file(folders: Folders) -> Path:
    return folders.demo_secrets / "partners.json"
