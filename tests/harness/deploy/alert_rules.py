"""Prometheus' rules and their tests, for the part of the language that infra/prometheus uses: comparing a metric."""

import operator
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import yaml

from tests.harness.deploy.compose import ROOT

FOLDER = ROOT / "infra" / "prometheus"
COMPARISONS: dict[str, Callable[[float, float], bool]] = {">": operator.gt, "==": operator.eq}
UNITS = {"s": 1, "m": 60, "h": 3600}
STEP = 10

Labels = dict[str, str]
Series = list[tuple[str, Labels, list[float]]]


@dataclass(frozen=True)
class Rule:
    name: str
    metric: str
    selects: Labels
    compares: Callable[[float, float], bool]
    limit: float
    lasting: int
    labels: Labels
    summary: str

    def firing(self, series: Series, at: int) -> list[tuple[Labels, str]]:
        """Returns the labels and text of each alert that fires at that second."""
        return [
            (labels | self.labels, self._says(labels))
            for metric, labels, values in series
            if metric == self.metric and self.selects.items() <= labels.items() and self._holds(values, at)
        ]

    def _says(self, labels: Labels) -> str:
        return re.sub(r"{{ \$labels\.(\w+) }}", lambda found: labels[found[1]], self.summary)

    def _holds(self, values: list[float], at: int) -> bool:
        last, first = at // STEP, (at - self.lasting) // STEP
        return first >= 0 and all(self.compares(values[step], self.limit) for step in range(first, last + 1))


@cache
def read() -> dict[str, Rule]:
    (group,) = yaml.safe_load((FOLDER / "alerts.yml").read_text())["groups"]
    return {each["alert"]: _rule(each) for each in group["rules"]}


@cache
def tests() -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = yaml.safe_load((FOLDER / "alerts_test.yml").read_text())["tests"]
    return told


def series(told: list[dict[str, str]]) -> Series:
    return [(*selector(each["series"]), values(each["values"])) for each in told]


def selector(text: str) -> tuple[str, Labels]:
    metric, _, rest = text.partition("{")
    return metric.strip(), dict(re.findall(r'(\w+)="([^"]*)"', rest))


def values(text: str) -> list[float]:
    """Returns the values of a series; `1x3` is 1 and three more of it."""
    parts = [part.partition("x") for part in text.split()]
    return [float(number) for number, _, more in parts for _ in range(int(more or 0) + 1)]


def seconds(text: str) -> int:
    return int(text[:-1]) * UNITS[text[-1]]


def _rule(told: dict[str, Any]) -> Rule:
    subject, comparison, limit = told["expr"].rsplit(" ", 2)
    metric, selects = selector(subject)
    return Rule(
        told["alert"],
        metric,
        selects,
        COMPARISONS[comparison],
        float(limit),
        seconds(told.get("for", "0s")),
        told["labels"],
        told["annotations"]["summary"],
    )
