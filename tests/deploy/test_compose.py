"""docker-compose.yml against the settings that services read and the processes that `make run` knows."""

import re
from pathlib import Path

import pytest

from infra import secrets
from infra.embedded import keys
from infra.embedded import parts as embedded_parts
from infra.embedded import services as embedded
from infra.embedded.folders import Folders
from infra.embedded.plan import Plan
from infra.embedded.ports import choose_doors
from services.intake.settings import DeskSettings, FaceSettings
from services.notification.settings import NotificationSettings
from services.referral.settings import ReferralSettings
from services.statistics.settings import StatisticsSettings
from shared.settings import Settings
from tests.harness.deploy import compose, image

SETTINGS: dict[str, type[Settings]] = {
    "intake-face": FaceSettings,
    "intake-desk": DeskSettings,
    "referral": ReferralSettings,
    "notification": NotificationSettings,
    "statistics": StatisticsSettings,
}
WITHOUT_A_SHELL = {"collector", "traces"}
JOBS = {"kafka-topics", "mongo-users"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("secrets")
    secrets.make(made, "mongo-1:27017,mongo-2:27017,mongo-3:27017")
    return made


def names_given(process: str, folder: Path) -> set[str]:
    part = compose.processes()[process]
    set_in_image = image.of(part).environment
    in_environment = {name for name in {**set_in_image, **part["environment"]} if name.startswith("LOTSE_")}
    return in_environment | {f"LOTSE_{file.name.upper()}" for file in (folder / process).iterdir()}


def test_every_process_of_make_run_is_deployed_with_the_same_command() -> None:
    deployed = {name: part["command"][1:] for name, part in compose.processes().items()}
    assert deployed == {
        each.name: ["-m", f"services.{each.package}.main", *each.arguments] for each in embedded.SERVICES
    }


def test_every_process_runs_in_the_image_of_its_own_service() -> None:
    for each in embedded.SERVICES:
        part = compose.processes()[each.name]
        assert part["build"] == {"context": ".", "dockerfile": "services/Dockerfile", "args": {"SERVICE": each.package}}
        assert part["image"].rpartition(":")[0] == f"lotse/{each.package}"


@pytest.mark.parametrize("process", SETTINGS)
def test_a_process_is_told_all_that_its_settings_require(process: str, folder: Path) -> None:
    required = {
        f"LOTSE_{name.upper()}" for name, field in SETTINGS[process].model_fields.items() if field.is_required()
    }
    assert required <= names_given(process, folder)


@pytest.mark.parametrize("process", SETTINGS)
def test_a_process_is_told_nothing_that_nobody_reads(process: str) -> None:
    read = {f"LOTSE_{name.upper()}" for name in SETTINGS[process].model_fields}
    told = {name for name in compose.processes()[process]["environment"] if name.startswith("LOTSE_")}
    assert told - read == {"LOTSE_SECRETS"}


@pytest.mark.parametrize("service", embedded.SERVICES, ids=lambda each: each.name)
def test_a_process_is_told_what_make_run_tells_it(service: embedded.Service, folder: Path, tmp_path: Path) -> None:
    plan = Plan.make(Folders(tmp_path), choose_doors(None), embedded_parts.INNER_PORTS)
    told = embedded.surroundings(service, plan, keys.make(tmp_path, embedded.SERVICES))
    read = {name for name in told if name.removeprefix("LOTSE_").lower() in SETTINGS[service.name].model_fields}
    of_no_use_here = {"LOTSE_KAFKA", "LOTSE_ISSUER", "LOTSE_PEERS"} if service.name == "intake-face" else set()
    of_no_use_here |= {"LOTSE_WEBHOOK_SINK", "LOTSE_SMTP_TLS", "LOTSE_BOUNCE_TLS", "LOTSE_BOUNCE_PAUSE"}
    of_no_use_here |= {"LOTSE_CLOCK_FILE"}
    assert read - of_no_use_here <= names_given(service.name, folder)


def test_the_face_gets_no_private_key_and_no_way_to_kafka(folder: Path) -> None:
    face = compose.processes()["intake-face"]
    assert not {"LOTSE_PRIVATE_KEY", "LOTSE_COOKIE_KEY", "LOTSE_KAFKA"} & names_given("intake-face", folder)
    assert set(face["networks"]) == {"front", "stores", "watch"}


def test_the_face_is_not_told_where_keys_lie(folder: Path) -> None:
    assert "LOTSE_KEYS" not in names_given("intake-face", folder)
    assert "LOTSE_KEYS" in names_given("intake-desk", folder)


def test_all_that_compose_may_be_told_stands_in_its_example() -> None:
    asked = set(re.findall(r"\$\{(LOTSE_\w+)", (compose.ROOT / "docker-compose.yml").read_text()))
    example = (compose.ROOT / "infra" / "compose.env").read_text()
    assert asked - {"LOTSE_VERSION"} == set(re.findall(r"^(?:# )?(LOTSE_\w+)=", example, re.MULTILINE))


@pytest.mark.parametrize("process", SETTINGS)
def test_a_setting_that_stays_empty_keeps_its_default(
    process: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    environment = compose.processes()[process]["environment"]
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("LOTSE_SECRETS", str(folder / process))
    settings = SETTINGS[process]()
    empty = [name.removeprefix("LOTSE_").lower() for name, value in environment.items() if value == ""]
    fields = SETTINGS[process].model_fields
    assert {name: getattr(settings, name) for name in empty} == {name: fields[name].default for name in empty}


def test_no_store_runs_scripts() -> None:
    stores = [part for name, part in compose.parts().items() if re.fullmatch(r"mongo-\d", name)]
    assert len(stores) == 3
    assert all("--noscripting" in store["command"] for store in stores)


def test_secrets_are_files_of_the_process_alone() -> None:
    for name, part in compose.processes().items():
        assert compose.mounted(part)["/run/secrets"] == f"./var/compose/{name}"


def test_every_folder_of_secrets_that_is_mounted_is_made(folder: Path) -> None:
    outside = [place for part in compose.parts().values() for place in compose.mounted(part).values()]
    wanted = {place.removeprefix("./var/compose/") for place in outside if place.startswith("./var/compose/")}
    assert wanted == {room.name for room in folder.iterdir()} - {"made"}


def test_secrets_are_made_once(folder: Path) -> None:
    before = {file: file.read_text() for file in folder.rglob("*") if file.is_file()}
    secrets.make(folder, "mongo-1:27017,mongo-2:27017,mongo-3:27017")
    assert before == {file: file.read_text() for file in folder.rglob("*") if file.is_file()}


def test_every_image_has_a_version() -> None:
    for part in compose.parts().values():
        _, version = part["image"].rsplit(":", 1)
        assert re.match(r"v?\d+\.\d+\.\d+", version)


@pytest.mark.parametrize("name", sorted(compose.parts().keys() - WITHOUT_A_SHELL - JOBS))
def test_every_part_that_keeps_running_says_whether_it_is_well(name: str) -> None:
    part = compose.parts()[name]
    assert part.get("healthcheck", {}).get("test") or image.of(part).healthcheck


def test_mounted_files_are_there() -> None:
    for part in compose.parts().values():
        for outside in compose.mounted(part).values():
            if outside.startswith("./infra/"):
                assert (compose.ROOT / outside).exists()


def test_dependencies_volumes_and_networks_are_declared() -> None:
    whole = compose.read(compose.example())
    for part in whole["services"].values():
        assert set(part.get("depends_on", {})) <= set(whole["services"])
        assert set(part.get("networks", [])) <= set(whole["networks"])
        named = {outside for outside in compose.mounted(part).values() if not outside.startswith((".", "/"))}
        assert named <= set(whole["volumes"])


@pytest.mark.parametrize("name", compose.example())
def test_a_name_that_is_not_told_stops_it(name: str) -> None:
    told = compose.example()
    del told[name]
    with pytest.raises(KeyError, match=name):
        compose.read(told)


def test_only_doors_and_dashboards_listen_outside() -> None:
    published = {name: part["ports"] for name, part in compose.parts().items() if "ports" in part}
    assert published == {"caddy": ["80:80", "443:443"], "grafana": ["127.0.0.1:3000:3000"]}


def test_the_keys_are_rotated_by_themselves() -> None:
    keys = compose.parts()["keys"]
    ((inside, outside),) = compose.mounted(keys).items()
    assert keys["command"] == ["python", "-m", "shared.sealing", "tend", inside]
    assert outside == compose.example()["LOTSE_SECRETS_FOLDER"]
    assert keys["user"] == compose.example()["LOTSE_SECRETS_OWNER"]
    assert set(keys["networks"]) == {"stores"}
