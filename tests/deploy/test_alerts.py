"""The rules' own tests without promtool; .ci/run lets promtool read the same file."""

import re
from typing import Any

import pytest
import yaml

from tests.harness.deploy import alert_rules, compose

METRICS = {
    "lotse_outbox_pending",
    "lotse_outbox_oldest_pending_seconds",
    "lotse_parked",
    "lotse_parked_for_humans",
    "lotse_quarantined",
    "lotse_refused",
    "lotse_subscription_stopped",
    "lotse_ledger_mismatches_total",
    "lotse_gap_oldest_seconds",
    "lotse_effects_given_up",
    "lotse_effects_oldest_failing_seconds",
    "lotse_requests_refused",
    "lotse_requests_waiting",
    "lotse_mailbox_unread_seconds",
    "lotse_bounces_unread_seconds",
    "lotse_bounces_staying",
    "lotse_waiting_in_bursts",
    "lotse_external_missed_total",
    "lotse_deadlines_missed",
    "lotse_links_tried",
    "lotse_webhooks_failing",
    "lotse_key_pair_age_seconds",
}
CASES = [
    pytest.param(story["input_series"], asked, id=f"{story['name']}: {asked['alertname']} at {asked['eval_time']}")
    for story in alert_rules.tests()
    for asked in story["alert_rule_test"]
]


@pytest.mark.parametrize(("given", "asked"), CASES)
def test_an_alert_fires_when_it_must_and_only_then(given: list[dict[str, str]], asked: dict[str, Any]) -> None:
    said = alert_rules.read()[asked["alertname"]].firing(
        alert_rules.series(given), alert_rules.seconds(asked["eval_time"])
    )
    assert said == [(alert["exp_labels"], alert["exp_annotations"]["summary"]) for alert in asked["exp_alerts"]]


@pytest.mark.parametrize("alert", alert_rules.read())
def test_every_alert_is_shown_firing_and_not(alert: str) -> None:
    asked = [
        asked for story in alert_rules.tests() for asked in story["alert_rule_test"] if asked["alertname"] == alert
    ]
    assert {bool(each["exp_alerts"]) for each in asked} == {True, False}


def test_what_must_wake_somebody_has_an_alert() -> None:
    limits = {(rule.metric, rule.limit) for rule in alert_rules.read().values()}
    assert {
        ("up", 0),
        ("lotse_gap_oldest_seconds", 300),
        ("lotse_outbox_oldest_pending_seconds", 60),
        ("lotse_parked_for_humans", 0),
        ("lotse_ledger_mismatches_total", 0),
        ("lotse_subscription_stopped", 0),
        ("lotse_refused", 0),
        ("lotse_effects_given_up", 0),
        ("lotse_requests_refused", 0),
        ("lotse_requests_waiting", 20),
        ("lotse_effects_oldest_failing_seconds", 900),
        ("lotse_deadlines_missed", 0),
        ("lotse_links_tried", 0),
        ("lotse_webhooks_failing", 0),
        ("lotse_key_pair_age_seconds", 8 * 86_400),
    } <= limits


def test_rules_and_dashboards_ask_for_metrics_that_are_told() -> None:
    asked = {rule.metric for rule in alert_rules.read().values()} - {"up"}
    shown = (compose.ROOT / "infra" / "grafana" / "dashboards" / "lotse.json").read_text()
    assert asked | set(re.findall(r"\blotse_\w+", shown)) == METRICS


def test_prometheus_asks_every_process() -> None:
    told = yaml.safe_load((alert_rules.FOLDER / "prometheus.yml").read_text())
    targets = {job["job_name"]: job["static_configs"][0]["targets"] for job in told["scrape_configs"]}
    assert targets["lotse"] == [f"{name}:8000" for name in compose.processes()]
    assert {address.split(":")[0] for addresses in targets.values() for address in addresses} <= set(compose.parts())
