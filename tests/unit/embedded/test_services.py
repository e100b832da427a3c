import json
from pathlib import Path

import pytest

from infra.embedded import parts, services
from infra.embedded.folders import Folders
from infra.embedded.logins import Logins
from infra.embedded.plan import Plan
from infra.embedded.ports import Doors
from infra.embedded.services import ASKED_AT, SERVICES, Service, Trust
from services.intake.settings import is_invented

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


def test_those_with_pages_for_outsiders_name_a_number_and_an_address_and_both_are_of_nobody() -> None:
    outside = ("intake-face", "referral")
    for name in outside:
        assert is_invented(told(name)["LOTSE_POINT_PHONE"], None)
        assert is_invented(None, told(name)["LOTSE_POINT_MAIL"])
    assert not any("POINT" in name for each in SERVICES if each.name not in outside for name in told(each.name))


def test_who_decides_what_is_due_has_a_clock_of_its_own_to_be_moved() -> None:
    clocks = {each.name: told(each.name).get("LOTSE_CLOCK_FILE") for each in SERVICES}
    assert {name for name, clock in clocks.items() if clock} == {"referral", "notification"}
    assert clocks["referral"] != clocks["notification"]


def handed_out(folder: Path) -> dict[str, dict[str, str]]:
    plan = Plan(Folders(folder), PLAN.doors, PLAN.inner)
    Logins.make(plan.folders).hand_out(plan)
    rooms = {each.name: folder / "secrets" / each.name for each in SERVICES}
    return {name: {file.name: file.read_text() for file in room.iterdir()} for name, room in rooms.items()}


def test_statistics_and_the_face_have_no_key_database_and_the_face_no_way_to_kafka(tmp_path: Path) -> None:
    found = handed_out(tmp_path)
    assert [name for name, secrets in found.items() if "keys" not in secrets] == ["intake-face", "statistics"]
    assert [name for name, secrets in found.items() if "kafka_password" not in secrets] == ["intake-face"]


def test_nobody_shares_a_login(tmp_path: Path) -> None:
    found = handed_out(tmp_path)
    stores = [secrets["store"] for secrets in found.values()]
    assert all(f"//{name}:" in store for name, store in zip(found, stores, strict=True))
    assert len(set(stores)) == len(SERVICES)
    assert len({secrets.get("kafka_password") for secrets in found.values()}) == len(SERVICES)


def test_passwords_are_made_once(tmp_path: Path) -> None:
    assert handed_out(tmp_path) == handed_out(tmp_path)


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
    secret = {"PRIVATE_KEY", "COOKIE_KEY", "SERVICE_TOKEN", "STORE", "KEYS", "KAFKA_PASSWORD"}
    assert not {f"LOTSE_{name}" for name in secret} & set(told("referral"))
