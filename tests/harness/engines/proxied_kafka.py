"""A broker with a separate listener for a client behind a proxy, which its advertised addresses would bypass."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from infra.embedded import kafka
from infra.embedded.ports import HOST, free_ports
from infra.kafka import jaas
from shared.bus import Connection
from tests.harness.engines.proxy import Proxy, a_proxy
from tests.harness.engines.single_node import PASSWORD, Engine

LISTENERS = ("CLIENT", "CONTROLLER", "PROXIED")


@dataclass(frozen=True)
class ProxiedKafka:
    direct: Connection
    proxied: Connection
    proxy: Proxy


@asynccontextmanager
async def a_proxied_kafka(folder: Path) -> AsyncIterator[ProxiedKafka]:
    ports = dict(zip(LISTENERS, free_ports(len(LISTENERS)), strict=True))
    passwords = dict.fromkeys(kafka.OWN_USERS, PASSWORD)
    program = kafka.program(folder, ports["CLIENT"], ports["CONTROLLER"], folder / "log", print, passwords)
    direct = Connection(f"{HOST}:{ports['CLIENT']}", kafka.ADMIN, PASSWORD)
    async with a_proxy(ports["PROXIED"]) as proxy:
        with (folder / "server.properties").open("a") as settings:
            settings.write(_third_listener(ports, proxy.port))
        engine = Engine(direct, program, kafka.answers(direct))
        try:
            await engine.start()
            yield ProxiedKafka(direct, replace(direct, bootstrap=f"{HOST}:{proxy.port}"), proxy)
        finally:
            await engine.stop()


def _third_listener(ports: dict[str, int], advertised: int) -> str:
    """Returns settings to append to the file: a later line overrides an earlier one."""
    lines = (
        f"listeners = {','.join(f'{name}://{HOST}:{port}' for name, port in ports.items())}",
        f"advertised.listeners = CLIENT://{HOST}:{ports['CLIENT']},PROXIED://{HOST}:{advertised}",
        f"listener.security.protocol.map = {','.join(f'{name}:SASL_PLAINTEXT' for name in LISTENERS)}",
        "listener.name.proxied.sasl.enabled.mechanisms = SCRAM-SHA-512",
        jaas.scram("proxied", {"username": kafka.BROKER, "password": PASSWORD}),
    )
    return "\n".join(("", *lines, ""))
