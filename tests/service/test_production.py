"""Every process, started as production, refuses what belongs to a demo before it opens its port."""

import asyncio
import json
import os
import sys
from pathlib import Path

import pytest

from infra.embedded import keys
from infra.embedded.demo import DIRECTORY
from infra.embedded.ports import free_ports
from infra.embedded.services import SERVICES, Service
from shared.store import connect
from tests.harness.patience import as_long_as_it_lives

pytestmark = [pytest.mark.engines, pytest.mark.system]

REAL = "https://anmeldung.lotse.example.org/realms/lotse"
DEMO_IDENTITY = "http://127.0.0.1:8083"
OPERATOR = {
    "name": "Träger der Anlaufstelle",
    "address": "Straße 1, 12345 Ort",
    "represented_by": "Vorstand",
    "mail": "post@anlaufstelle.test",
    "privacy_officer": "datenschutz@anlaufstelle.test",
    "authority": "Datenschutzbehörde des Landes",
}


def told(service: Service, mongo: str, secrets: Path, **changed: str) -> dict[str, str]:
    names = {"PROFILE": "production", "PORT_OWN": str(free_ports(1)[0]), "STORE": mongo, "KEYS": mongo}
    names |= {"PUBLIC_URL": "https://p.test", "STAFF_URL": "https://s.test", "PARTNER_URL": "https://h.test"}
    names |= {
        "KAFKA": "127.0.0.1:9",
        "SMTP": "127.0.0.1:9",
        "ISSUER": REAL,
        "SECOND_FACTOR": "acr=2",
        "SECRETS": str(secrets / service.name),
        "OPERATOR": json.dumps(OPERATOR),
    }
    surroundings = {f"LOTSE_{name}": value for name, value in (names | changed).items()}
    return {name: value for name, value in os.environ.items() if not name.startswith("LOTSE_")} | surroundings


async def refused(module: str, *arguments: str, env: dict[str, str]) -> list[str]:
    pipe, both = asyncio.subprocess.PIPE, asyncio.subprocess.STDOUT
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", module, *arguments, stdout=pipe, stderr=both, env=env
    )
    async with as_long_as_it_lives(process):
        said, _ = await process.communicate()
    assert process.returncode == 1, said
    return said.decode().splitlines()


async def started(service: Service, env: dict[str, str]) -> list[str]:
    return await refused(f"services.{service.package}.main", *service.arguments, env=env)


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.name)
async def test_every_process_says_all_that_it_refuses(service: Service, mongo: str, tmp_path: Path) -> None:
    keys.make(tmp_path, SERVICES)
    weak = "pepper" if service.name == "intake-face" else "cookie_key"
    (tmp_path / service.name / weak).unlink()
    (tmp_path / service.name / weak).write_text("changeme")

    assert await started(service, told(service, mongo, tmp_path, ISSUER=DEMO_IDENTITY)) == [
        "lotse: The identity provider (LOTSE_ISSUER) is on this machine: production needs a real one.",
        f"lotse: The secret {weak} is too short: production needs at least 32 characters.",
    ]


@pytest.mark.parametrize("name", ["intake-desk", "referral"])
async def test_who_knows_partners_refuses_those_of_the_demo(name: str, mongo: str, tmp_path: Path) -> None:
    keys.make(tmp_path, SERVICES)
    service = next(each for each in SERVICES if each.name == name)
    store = connect(mongo, f"lotse_{service.package}")
    await store["partners"].insert_one({"_id": "demo", "name": "Opferhilfe (Demo)", "topic": "demo"})
    try:
        said = await started(service, told(service, mongo, tmp_path))
    finally:
        await store["partners"].delete_one({"_id": "demo"})
        await store.close()

    assert said == ["lotse: The directory holds 1 demo partners: production needs real ones."]


async def test_the_demo_directory_is_not_taken_over(mongo: str, tmp_path: Path) -> None:
    keys.make(tmp_path, SERVICES)
    service = next(each for each in SERVICES if each.name == "referral")
    command = ("directory", str(DIRECTORY), "--credentials", str(tmp_path / "credentials"))

    (said,) = await refused("services.referral.commands", *command, env=told(service, mongo, tmp_path))

    listed = len(json.loads(DIRECTORY.read_text())["partners"])
    assert said == f"lotse: The directory holds {listed} demo partners: production needs real ones."
    assert not (tmp_path / "credentials").exists()
