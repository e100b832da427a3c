"""An operator's command: makes every secret that the deployment mounts, in one folder for each process."""

import argparse
import json
import secrets
from collections.abc import Mapping
from pathlib import Path

from infra.embedded import keys
from infra.embedded.services import SERVICES, Service, Trust
from infra.kafka import jaas
from infra.mongo.users import uri
from shared.contracts import catalogue

FOR_OWNER_ONLY, FOR_MOUNTED_PROCESS = 0o700, 0o444
BROKER, ADMIN = "broker", "admin"
ENGINES = ("kafka", "kafka-topics", "mongo", "mongo-users", "keycloak", "grafana")


def make(folder: Path, members: str) -> None:
    """Makes all secrets; a repetition keeps those that are there.

    Only the owner may enter the folder, so its files may be readable once mounted.
    """
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(FOR_OWNER_ONLY)
    trust = keys.make(folder, SERVICES)
    passwords = {service.name: once(folder / "made" / "mongo" / service.name) for service in SERVICES}
    at_broker = {user: once(folder / "made" / "kafka" / user) for user in (BROKER, ADMIN, *catalogue.SERVICES)}
    for service in SERVICES:
        mine = told(service, trust, passwords[service.name], members) | login(service, at_broker)
        for name, text in mine.items():
            put(folder / service.name / name, text)
    root = once(folder / "made" / "mongo" / "root_password")
    put(folder / "mongo" / "root_password", root)
    put(folder / "mongo" / "member_key", once(folder / "made" / "mongo" / "member_key"))
    put(folder / "mongo-users" / "root_password", root)
    put(folder / "mongo-users" / "users.json", json.dumps(passwords))
    put(folder / "kafka" / "server.properties", listeners(at_broker))
    put(folder / "kafka-topics" / "admin_password", at_broker[ADMIN])
    put(folder / "kafka-topics" / "users.json", json.dumps({name: at_broker[name] for name in catalogue.SERVICES}))
    for part in ("keycloak", "grafana"):
        put(folder / part / "admin_password", once(folder / "made" / part))
    for process in (*passwords, *ENGINES):
        for file in (folder / process).iterdir():
            file.chmod(FOR_MOUNTED_PROCESS)


def told(service: Service, trust: Trust, password: str, members: str) -> dict[str, str]:
    """Returns what is derived from secrets: the stores' addresses, the public keys, the hashes of callers' tokens."""
    store = uri(service.name, password, members)
    callers = {caller: trust.token_hashes[caller] for caller in service.may_be_asked_by}
    known = {"store": store, "public_keys": json.dumps(trust.public_keys), "callers": json.dumps(callers)}
    return known | ({"keys": store} if service.keeps_keys else {})


def login(service: Service, passwords: Mapping[str, str]) -> dict[str, str]:
    if not service.hears_kafka:
        return {}
    return {"kafka_user": service.package, "kafka_password": passwords[service.package]}


def listeners(passwords: Mapping[str, str]) -> str:
    """Returns the listeners' lines; brokers and their administrator have their own, the broker keeps other users."""
    own = {BROKER: passwords[BROKER]}
    inside = jaas.plain("brokers", BROKER, own | {ADMIN: passwords[ADMIN]})
    return "\n".join([jaas.scram("client", {}), inside, jaas.plain("controller", BROKER, own), ""])


def once(file: Path) -> str:
    if not file.exists():
        put(file, secrets.token_hex(32))
    return file.read_text()


def put(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.unlink(missing_ok=True)
    file.write_text(text)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m infra.secrets", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--mongo", default="mongo-1:27017,mongo-2:27017,mongo-3:27017", help="the stores' members")
    asked = parser.parse_args()
    make(asked.folder, asked.mongo)
    print(f"The secrets are in {asked.folder}: keep one copy of made/ in a safe place, the newest and no older one.")


if __name__ == "__main__":
    main()
