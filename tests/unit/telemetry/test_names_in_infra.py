"""Collector, alerts and dashboards use the names that the services use."""

import re
from pathlib import Path

import pytest
import yaml
from prometheus_client import REGISTRY

from shared.telemetry import allowed
from shared.telemetry.metrics import REFUSED

INFRA = Path(__file__).parents[3] / "infra"


def test_the_collector_lets_through_what_is_on_the_list() -> None:
    configured = yaml.safe_load((INFRA / "otel/collector.yaml").read_text())

    assert set(configured["processors"]["redaction"]["allowed_keys"]) == allowed.ATTRIBUTES


@pytest.mark.parametrize("file", ["prometheus/alerts.yml", "grafana/dashboards/lotse.json"])
def test_what_is_watched_is_measured(file: str) -> None:
    watched = set(re.findall(r"\blotse_[a-z_]+", (INFRA / file).read_text()))
    measured = {sample for family in REGISTRY.collect() for sample in (family.name, f"{family.name}_total")}

    assert REFUSED._name in watched
    assert watched <= measured
