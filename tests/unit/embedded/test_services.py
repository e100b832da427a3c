import json
from pathlib import Path

import pytest

from infra.embedded import parts, services
from infra.embedded.folders import Folders
from infra.embedded.plan import Plan
from infra.embedded.ports import Doors
from infra.embedded.services import ASKED_AT, SERVICES, Service, Trust

HASHES = {name: f"hash of {name}" for name in ASKED_AT}
PLAN = Plan(
    Folders(Path("/data")), Doors.from_base(9000), {name: 20_000 + n for n, name in enumerate(parts.INNER_PORTS)}
)


def told(name: str) -> dict[str, str]:
    service: Service = next(each for each in SERVICES if each.name == name)
    return services.surroundings(service, PLAN, Trust({"intake": "public"}, HASHES))


def test_the_face_has_no_kafka_client() -> None:
    assert "LOTSE_KAFKA" not in told("intake-face")
    assert all("LOTSE_KAFKA" in told(each.name) for each in SERVICES if each.name != "intake-face")


def test_statistics_has_no_key_database() -> None:
    assert [each.name for each in SERVICES if "LOTSE_KEYS" not in told(each.name)] == ["statistics"]


@pytest.mark.parametrize(
    ("name", "callers"),
    [
        ("intake-desk", {"referral", "notification"}),
        ("referral", {"notification"}),
        ("intake-face", set()),
        ("notification", set()),
        ("statistics", set()),
    ],
)
def test_only_the_claim_checks_callers_are_known(name: str, callers: set[str]) -> None:
    assert json.loads(told(name)["LOTSE_CALLERS"]) == {caller: HASHES[caller] for caller in callers}


def test_peers_are_asked_at_the_process_that_holds_the_private_key() -> None:
    peers = json.loads(told("referral")["LOTSE_PEERS"])
    assert peers["intake"] == f"http://127.0.0.1:{PLAN.inner['intake-desk']}"


def test_no_secret_is_in_the_surroundings() -> None:
    assert told("referral")["LOTSE_SECRETS"] == "/data/secrets/referral"
    assert not {"LOTSE_PRIVATE_KEY", "LOTSE_COOKIE_KEY", "LOTSE_SERVICE_TOKEN"} & set(told("referral"))
