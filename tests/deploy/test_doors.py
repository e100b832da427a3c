"""The production doors, adapted by Caddy itself."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any, Literal

import pytest

from infra.embedded.processes import PATIENCE
from shared.text import LARGEST_BODY
from shared.web.slow_clients import BODY_WITHIN, HEAD_WITHIN
from tests.harness.deploy import compose
from tests.unit.web.test_http_rules import SECURITY

CADDY = Path(sys.executable).parent / "caddy"
FILES = compose.ROOT / "infra" / "caddy"
NUMBER = "030 23125 100"
NANOSECONDS = 10**9
ON_ONE_MACHINE = {"LOTSE_PUBLIC_PORT": "8080", "LOTSE_STAFF_PORT": "8081", "LOTSE_PARTNER_PORT": "8082"}


def caddy(
    tmp_path: Path, command: str, name: str, environment: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    told = (environment or compose.parts()["caddy"]["environment"]) | ON_ONE_MACHINE
    own = {"XDG_DATA_HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path)}
    return subprocess.run(
        [CADDY, command, "--adapter", "caddyfile", "--config", FILES / name],
        env=told | own,
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )


@pytest.fixture
def sites(tmp_path: Path) -> dict[str, str]:
    """What is done at each name, as text of Caddy's own configuration."""
    return adapted(tmp_path)


def adapted(
    tmp_path: Path, which: Literal["done", "errors"] = "done", environment: dict[str, str] | None = None
) -> dict[str, str]:
    """`errors`: what is done where that did not succeed."""
    told = caddy(tmp_path, "adapt", "Caddyfile.production", environment).stdout
    servers = json.loads(told)["apps"]["http"]["servers"]
    of = [server.get("errors", {}) if which == "errors" else server for server in servers.values()]
    routes: list[dict[str, Any]] = [route for each in of for route in each.get("routes", ())]
    return {route["match"][0]["host"][0]: json.dumps(route["handle"]) for route in routes if "match" in route}


@pytest.mark.parametrize("name", ["Caddyfile", "Caddyfile.production"])
def test_a_file_of_doors_is_valid(name: str, tmp_path: Path) -> None:
    said = caddy(tmp_path, "validate", name)
    assert said.returncode == 0, said.stderr


def test_the_deployed_caddy_is_the_one_of_these_tests() -> None:
    asked = subprocess.run([CADDY, "version"], capture_output=True, text=True, check=True, timeout=PATIENCE)
    version = asked.stdout.split()[0]
    assert compose.parts()["caddy"]["image"] == f"caddy:{version.removeprefix('v')}-alpine"


def test_three_doors_and_the_identity_provider_have_names_of_their_own(sites: dict[str, str]) -> None:
    example = compose.example()
    assert set(sites) == {example[f"LOTSE_{door}_HOST"] for door in ("PUBLIC", "STAFF", "PARTNER", "IDENTITY")}
    assert all("Strict-Transport-Security" in done for done in sites.values())


@pytest.mark.parametrize("name", ["Caddyfile", "Caddyfile.production"])
def test_every_door_cuts_off_who_sends_slowly_before_the_service_does(name: str, tmp_path: Path) -> None:
    servers = json.loads(caddy(tmp_path, "adapt", name).stdout)["apps"]["http"]["servers"].values()
    assert servers
    for server in servers:
        assert 0 < server["read_header_timeout"] < HEAD_WITHIN * NANOSECONDS
        assert 0 < server["read_timeout"] < BODY_WITHIN * NANOSECONDS
        assert server["read_idle_timeout"] < 0, "it would take the others away"
    buffers = [value for key, value in walk([*servers]) if key == "request_buffers"]
    assert {size >= LARGEST_BODY for size in buffers} == {True}


@pytest.mark.parametrize("door", ["public", "staff", "partner"])
def test_a_door_does_the_same_as_on_one_machine(door: str, tmp_path: Path, sites: dict[str, str]) -> None:
    servers = json.loads(caddy(tmp_path, "adapt", "Caddyfile").stdout)["apps"]["http"]["servers"].values()
    port = ON_ONE_MACHINE[f"LOTSE_{door.upper()}_PORT"]
    (here,) = [server["routes"] for server in servers if server["listen"][0].endswith(f":{port}")]
    there = json.loads(sites[compose.example()[f"LOTSE_{door.upper()}_HOST"]])[0]["routes"]
    assert upstreams(here) == upstreams(there)
    assert "/internal" in json.dumps(there)
    assert paths(here) == paths(there)


def test_what_anybody_reads_of_the_directory_is_answered_by_whom_it_belongs_to(sites: dict[str, str]) -> None:
    handled = json.loads(sites[compose.example()["LOTSE_PUBLIC_HOST"]])
    (wanted,) = [each for each in routes_in(handled) if ["/hilfe", "/hilfe/*"] in paths(each.get("match"))]
    assert upstreams(wanted) == ["referral:8000"]


def test_a_letter_that_somebody_writes_alone_is_made_by_whom_letters_belong_to(sites: dict[str, str]) -> None:
    handled = json.loads(sites[compose.example()["LOTSE_PUBLIC_HOST"]])
    wanted = [each for each in routes_in(handled) if any("/briefe" in path for path in paths(each.get("match")))]
    assert {each for route in wanted for each in upstreams(route)} == {"notification:8000"}


def test_the_public_and_the_partners_door_name_the_number_to_call_where_a_service_is_away(tmp_path: Path) -> None:
    told = compose.parts(compose.example() | {"LOTSE_POINT_PHONE": NUMBER})["caddy"]["environment"]
    away = adapted(tmp_path, "errors", told)
    named = {door: NUMBER in away[compose.example()[f"LOTSE_{door}_HOST"]] for door in ("PUBLIC", "PARTNER", "STAFF")}
    assert named == {"PUBLIC": True, "PARTNER": True, "STAFF": False}


def test_what_a_door_answers_by_itself_has_the_headers_of_every_other_answer(tmp_path: Path) -> None:
    answers = adapted(tmp_path, "errors")
    for door in ("PUBLIC", "STAFF", "PARTNER"):
        handled = json.loads(answers[compose.example()[f"LOTSE_{door}_HOST"]])
        said = [value for key, value in walk(handled) if key == "set" and "Content-Security-Policy" in value]
        assert said == [{name: [value] for name, value in (SECURITY | {"Cache-Control": "no-store"}).items()}], door


def test_only_signing_in_passes_to_the_identity_provider(sites: dict[str, str]) -> None:
    done = json.loads(sites[compose.example()["LOTSE_IDENTITY_HOST"]])
    assert paths(done) == [["/realms/lotse/*", "/resources/*"]]
    assert upstreams(done) == ["keycloak:8080"]


def routes_in(told: Any) -> list[dict[str, Any]]:
    return [route for key, value in walk(told) if key == "routes" for route in value]


def upstreams(told: Any) -> list[str]:
    return [value for key, value in walk(told) if key == "dial"]


def paths(told: Any) -> list[list[str]]:
    return [value for key, value in walk(told) if key == "path"]


def walk(told: Any) -> list[tuple[str, Any]]:
    if isinstance(told, list):
        return [found for each in told for found in walk(each)]
    if isinstance(told, dict):
        return [found for key, value in told.items() for found in [(key, value), *walk(value)]]
    return []
