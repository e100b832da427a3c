from typing import Any

import pytest
import yaml

from tests.harness.deploy import compose

TELLS_OF_PEOPLE = {"url.full", "url.path", "url.query", "client.address", "user_agent.original", "db.query.text"}


@pytest.fixture(scope="module")
def collector() -> dict[str, Any]:
    told: dict[str, Any] = yaml.safe_load((compose.ROOT / "infra" / "otel" / "collector.yaml").read_text())
    return told


def test_every_pipeline_is_made_of_parts_that_are_there(collector: dict[str, Any]) -> None:
    both_ends = set(collector["connectors"])
    for pipeline in collector["service"]["pipelines"].values():
        assert set(pipeline["receivers"]) <= set(collector["receivers"]) | both_ends
        assert set(pipeline["processors"]) <= set(collector["processors"])
        assert set(pipeline["exporters"]) <= set(collector["exporters"]) | both_ends


def test_what_tells_of_people_ends_here_also_when_a_service_lets_it_slip(collector: dict[str, Any]) -> None:
    redaction = collector["processors"]["redaction"]
    assert "redaction" in collector["service"]["pipelines"]["traces"]["processors"]
    assert redaction["allow_all_keys"] is False
    assert not TELLS_OF_PEOPLE & set(redaction["allowed_keys"])


def test_services_send_where_the_collector_listens(collector: dict[str, Any]) -> None:
    _, port = collector["receivers"]["otlp"]["protocols"]["http"]["endpoint"].split(":")
    for part in compose.processes().values():
        assert part["environment"]["LOTSE_OTLP"] == f"http://collector:{port}"
        assert "watch" in part["networks"]
