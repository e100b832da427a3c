"""Compose's first broker as one node of this machine, with its environment and secret file as its image reads them."""

from pathlib import Path

from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType

from infra import secrets
from infra.embedded import kafka
from infra.embedded.ports import HOST
from infra.embedded.processes import Program
from shared.bus import Connection
from tests.harness.deploy import compose

NO_SETTINGS = {"CLUSTER_ID", "KAFKA_HEAP_OPTS"}


def program(folder: Path, clients: int, brokers: int, controllers: int) -> Program:
    settings, data = folder / "server.properties", folder / "broker"
    own = (folder / "secrets" / "kafka" / "server.properties").read_text()
    told = deployed() | here(data, clients, brokers, controllers)
    settings.write_text(own + "\n".join(f"{name} = {value}" for name, value in told.items()))
    return kafka.node(settings, data, clients, folder / "kafka.log", print, {})


def administrator(folder: Path, brokers: int) -> Connection:
    password = (folder / "secrets" / "kafka-topics" / "admin_password").read_text()
    return Connection(f"{HOST}:{brokers}", secrets.ADMIN, password, "PLAIN")


async def say_as_three_would(connection: Connection) -> None:
    """Sets the topics' minimum of copies to that of three brokers, which a production process demands at its start."""
    admin = AIOKafkaAdminClient(**connection.options)
    await admin.start()
    try:
        topics = [name for name in await admin.list_topics() if name.startswith("lotse.")]
        agreed = {"min.insync.replicas": "2"}
        await admin.alter_configs([ConfigResource(ConfigResourceType.TOPIC, name, agreed) for name in topics])
    finally:
        await admin.close()


def deployed() -> dict[str, str]:
    """Returns the settings that the image makes of variables: no prefix, small letters, dots for underscores."""
    environment = compose.parts()["kafka-1"]["environment"]
    names = {name: name.removeprefix("KAFKA_").lower().replace("_", ".") for name in environment}
    return {setting: environment[name] for name, setting in names.items() if name not in NO_SETTINGS}


def here(data: Path, clients: int, brokers: int, controllers: int) -> dict[str, str]:
    """Returns the settings that differ on this machine: one node instead of three."""
    alone = {
        name: "1" for name in deployed() if name.endswith(("replication.factor", "min.isr", "min.insync.replicas"))
    }
    at = {"CLIENT": clients, "BROKERS": brokers, "CONTROLLER": controllers}
    listeners = {name: f"{name}://{HOST}:{port}" for name, port in at.items()}
    return alone | {
        "listeners": ",".join(listeners.values()),
        "advertised.listeners": f"{listeners['CLIENT']},{listeners['BROKERS']}",
        "controller.quorum.voters": f"1@{HOST}:{controllers}",
        "log.dirs": str(data),
    }
