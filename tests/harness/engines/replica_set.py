"""A replica set of several real nodes, or of nodes and arbiters."""

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from infra.embedded import mongo
from infra.embedded.ports import HOST, free_ports
from infra.embedded.probes import listens
from infra.embedded.record import write_private
from infra.mongo.users import REPLICA_SET, ROOT, Client, uri
from tests.harness.engines.single_node import PASSWORD, Engine
from tests.harness.eventually import eventually

QUICK: Final = {"electionTimeoutMillis": 2000, "heartbeatIntervalMillis": 200}


@dataclass(frozen=True)
class ReplicaSet:
    address: str
    """The root user's address of all members."""
    members: list[Engine[str]]

    async def primary(self) -> Engine[str]:
        """Returns the primary; waits for an election."""
        with Client(self.address) as root:
            hello = await asyncio.to_thread(root.admin.command, "hello")
        return next(each for each in self.members if hello["primary"] == f"{HOST}:{each.program.port}")


@asynccontextmanager
async def a_replica_set(folder: Path, *options: str, nodes: int = 3, arbiters: int = 0) -> AsyncIterator[ReplicaSet]:
    """Yields a replica set whose first `nodes` members keep data and whose `arbiters` only vote."""
    members = []
    ports = free_ports(nodes + arbiters)
    write_private(folder / mongo.MEMBER_KEY, secrets.token_hex(32))
    async with AsyncExitStack() as stack:
        for port in ports:
            own = folder / str(port)
            program = mongo.program(own, port, own / "log", folder / mongo.MEMBER_KEY)
            program.command.extend(options)
            engine = Engine(str(port), program, listens(port))
            members.append(engine)
            await engine.start()
            stack.push_async_callback(engine.kill)
        with Client(f"mongodb://{HOST}:{ports[0]}/?directConnection=true") as nobody:
            nobody.admin.command("replSetInitiate", _config(ports, nodes))
            await eventually(lambda: asyncio.to_thread(_is_primary, nobody))
            nobody.admin.command("createUser", ROOT, pwd=PASSWORD, roles=["root"])
        address = uri(ROOT, PASSWORD, ",".join(f"{HOST}:{port}" for port in ports))
        with Client(address) as root:
            await eventually(lambda: asyncio.to_thread(_in_place, root, nodes, arbiters))
        yield ReplicaSet(address, members)


def _config(ports: list[int], nodes: int) -> dict[str, object]:
    members = [
        {"_id": number, "host": f"{HOST}:{port}"} | ({} if number < nodes else {"arbiterOnly": True, "priority": 0})
        for number, port in enumerate(ports)
    ]
    return {"_id": REPLICA_SET, "members": members, "settings": QUICK}


def _is_primary(client: Client) -> bool:
    return bool(client.admin.command("hello")["isWritablePrimary"])


def _in_place(client: Client, nodes: int, arbiters: int) -> bool:
    states = [member["stateStr"] for member in client.admin.command("replSetGetStatus")["members"]]
    return sorted(states) == sorted(["PRIMARY"] + ["SECONDARY"] * (nodes - 1) + ["ARBITER"] * arbiters)
