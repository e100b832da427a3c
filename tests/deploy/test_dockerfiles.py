import subprocess
import sys
from pathlib import Path

import pytest

from infra.embedded.processes import PATIENCE
from tests.harness.deploy import image
from tests.harness.deploy.compose import ROOT

SERVICES = ("intake", "referral", "notification", "statistics")
ALL = ("services/Dockerfile", "infra/Dockerfile")


def hadolint(file: Path) -> subprocess.CompletedProcess[str]:
    linter = Path(sys.executable).parent / "hadolint"
    return subprocess.run([linter, "--no-color", file], capture_output=True, text=True, check=False, timeout=PATIENCE)


@pytest.mark.parametrize("dockerfile", ALL)
def test_hadolint_has_nothing_to_say(dockerfile: str) -> None:
    said = hadolint(ROOT / dockerfile)
    assert said.returncode == 0, said.stdout


def test_hadolint_would_speak(tmp_path: Path) -> None:
    planted = tmp_path / "Dockerfile"
    planted.write_text("FROM python:latest\nRUN cd /tmp && pip install fastapi\n")
    assert {"DL3007", "DL3013"} <= set(hadolint(planted).stdout.split())


@pytest.mark.parametrize("service", SERVICES)
def test_an_image_holds_its_service_and_nothing_of_the_others(service: str) -> None:
    copied = [source for source, _ in image.read("services/Dockerfile", {"SERVICE": service}).copies]
    assert copied == ["requirements/", "shared/", f"services/{service}/"]
    assert (ROOT / "services" / service / "main.py").exists()


@pytest.mark.parametrize("arguments", [{}, {"SERVICE": ""}], ids=["none", "empty"])
def test_without_a_service_there_is_nothing_to_build(arguments: dict[str, str]) -> None:
    *_, (service, _) = image.read("services/Dockerfile", arguments).copies
    assert not (ROOT / service).exists()


@pytest.mark.parametrize(("dockerfile", "pins"), [("services/Dockerfile", "run"), ("infra/Dockerfile", "operator")])
def test_an_image_is_pinned_and_runs_without_rights(dockerfile: str, pins: str) -> None:
    built = image.read(dockerfile, {"SERVICE": "intake"})
    assert built.base == "python:3.11.14-slim-bookworm"
    assert built.user == "10001:10001"
    assert built.pins == f"requirements/{pins}.txt"
    assert built.runs == [f"pip install --no-cache-dir --require-hashes -r {built.pins}"]


def test_an_image_says_whether_it_is_ready() -> None:
    assert "/health/ready" in image.read("services/Dockerfile", {"SERVICE": "intake"}).healthcheck[-1]
