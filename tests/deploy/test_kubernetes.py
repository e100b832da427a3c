from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml

from infra import secrets
from tests.harness.deploy import compose

FOLDER = compose.ROOT / "infra" / "k8s"
Manifest = dict[str, Any]


def manifests() -> list[Manifest]:
    files = yaml.safe_load((FOLDER / "kustomization.yaml").read_text())["resources"]
    assert {file.name for file in FOLDER.iterdir()} == {*files, "kustomization.yaml"}
    return [each for file in files for each in yaml.safe_load_all((FOLDER / file).read_text())]


def of_kind(kind: str) -> dict[str, Manifest]:
    return {each["metadata"]["name"]: each for each in manifests() if each["kind"] == kind}


def pods() -> dict[str, Manifest]:
    return {name: each["spec"]["template"]["spec"] for name, each in (of_kind("Deployment") | of_kind("Job")).items()}


@pytest.mark.parametrize("manifest", manifests(), ids=lambda each: f"{each['kind']} {each['metadata']['name']}")
def test_a_manifest_is_valid(manifest: Manifest) -> None:
    kubernetes_validate.validate(manifest, kubernetes_validate.latest_version(), strict=True)


def test_a_wrong_manifest_would_not_be() -> None:
    planted = of_kind("Deployment")["referral"] | {"replica": 2}
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(planted, kubernetes_validate.latest_version(), strict=True)


@pytest.mark.parametrize("process", compose.processes())
def test_a_process_is_told_the_same_as_by_compose(process: str) -> None:
    part, (container,) = compose.processes()[process], pods()[process]["containers"]
    assert container["command"] == part["command"]
    assert f"{container['image']}:" in part["image"]
    named = [each["configMapRef"]["name"] for each in container["envFrom"]]
    told = {name for each in named for name in of_kind("ConfigMap")[each]["data"]}
    assert told == set(part["environment"])


@pytest.mark.parametrize("process", compose.processes())
def test_a_process_has_a_service_a_budget_and_probes(process: str) -> None:
    for kind in ("Service", "PodDisruptionBudget"):
        assert process in of_kind(kind)
    (container,) = pods()[process]["containers"]
    assert container["readinessProbe"]["httpGet"]["path"] == "/health/ready"
    assert container["livenessProbe"]["httpGet"]["path"] == "/health/live"


def test_secrets_are_references_to_what_the_operator_makes(tmp_path: Path) -> None:
    assert not of_kind("Secret")
    secrets.make(tmp_path, "mongo-1:27017")
    for name in [*compose.processes(), "kafka-topics", "mongo-users"]:
        (mount,) = [each["secret"] for each in pods()[name]["volumes"] if "secret" in each]
        assert mount["secretName"] == f"lotse-{name}"
        assert (tmp_path / name).is_dir()


def test_every_image_gets_a_version() -> None:
    versions = yaml.safe_load((FOLDER / "kustomization.yaml").read_text())["images"]
    used = {container["image"] for pod in pods().values() for container in pod["containers"]}
    assert {each["name"] for each in versions if each["newTag"]} == used


@pytest.mark.parametrize("name", pods())
def test_a_pod_has_no_rights(name: str) -> None:
    pod = pods()[name]
    (container,) = pod["containers"]
    assert pod["securityContext"]["runAsNonRoot"]
    assert not pod["automountServiceAccountToken"]
    assert container["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
