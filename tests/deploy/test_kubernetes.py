from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml

from infra import secrets
from shared.sealing.rotation import LOOKS_EVERY
from tests.harness.deploy import compose

FOLDER = compose.ROOT / "infra" / "k8s"
Manifest = dict[str, Any]


@cache
def manifests() -> tuple[Manifest, ...]:
    """Read once; no test changes them."""
    files = yaml.safe_load((FOLDER / "kustomization.yaml").read_text())["resources"]
    assert {file.name for file in FOLDER.iterdir()} == {*files, "kustomization.yaml"}
    return tuple(each for file in files for each in yaml.safe_load_all((FOLDER / file).read_text()))


def of_kind(kind: str) -> dict[str, Manifest]:
    return {each["metadata"]["name"]: each for each in manifests() if each["kind"] == kind}


def pods() -> dict[str, Manifest]:
    return {name: each["spec"]["template"]["spec"] for name, each in (of_kind("Deployment") | of_kind("Job")).items()}


def weekly() -> Manifest:
    (job,) = of_kind("CronJob").values()
    pod: Manifest = job["spec"]["jobTemplate"]["spec"]["template"]["spec"]
    return pod


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
    every = [*pods().values(), weekly()]
    used = {each["image"] for pod in every for each in (*pod["containers"], *pod.get("initContainers", ()))}
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


def test_the_keys_are_rotated_by_themselves_and_reach_every_process() -> None:
    every = LOOKS_EVERY // timedelta(hours=1)
    assert of_kind("CronJob")["keys"]["spec"]["schedule"].split()[1] == f"*/{every}"
    (rotate,), (hand_out,) = weekly()["initContainers"], weekly()["containers"]
    assert rotate["command"][1:] == ["-m", "shared.sealing", "rotate", "/srv/lotse/secrets", "all", "--when-due"]
    words = hand_out["command"][-1].replace(";", " ").split()
    assert set(compose.processes()) <= set(words)
    assert words.index("intake-desk") < words.index("sleep") < words.index("intake-face")
    (rule,) = of_kind("Role")["keys"]["rules"]
    assert rule["resourceNames"] == [f"lotse-{process}" for process in compose.processes()]
    assert rule["verbs"] == ["get", "patch"]
    for container in (rotate, hand_out):
        assert container["securityContext"]["capabilities"] == {"drop": ["ALL"]}
        assert not container["securityContext"]["allowPrivilegeEscalation"]
