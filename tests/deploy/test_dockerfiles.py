import subprocess
import sys
from pathlib import Path

import pytest

from tests.harness.deploy import image
from tests.harness.deploy.compose import ROOT

SERVICES = ("intake", "referral", "notification", "statistics")
OF_SERVICES = [f"services/{service}/Dockerfile" for service in SERVICES]
ALL = [*OF_SERVICES, "infra/Dockerfile"]


def hadolint(file: Path) -> subprocess.CompletedProcess[str]:
    linter = Path(sys.executable).parent / "hadolint"
    return subprocess.run([linter, "--no-color", file], capture_output=True, text=True, check=False)


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
    copied = [source for source, _ in image.read(f"services/{service}/Dockerfile").copies]
    assert copied == ["requirements/", "shared/", f"services/{service}/"]


@pytest.mark.parametrize("dockerfile", ALL)
def test_an_image_is_pinned_and_runs_without_rights(dockerfile: str) -> None:
    built = image.read(dockerfile)
    assert built.base == "python:3.11.14-slim-bookworm"
    assert built.user == "10001:10001"
    assert built.runs == [f"pip install --no-cache-dir --require-hashes -r {built.pins}"]
    assert built.pins == f"requirements/{'run' if dockerfile in OF_SERVICES else 'operator'}.txt"


@pytest.mark.parametrize("dockerfile", OF_SERVICES)
def test_an_image_says_whether_it_is_ready(dockerfile: str) -> None:
    assert "/health/ready" in image.read(dockerfile).healthcheck[-1]
