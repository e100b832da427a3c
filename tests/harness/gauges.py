"""The values that `/metrics` would show now."""

from prometheus_client import REGISTRY, Gauge


def value_of(gauge: Gauge) -> float:
    """Returns the value of a gauge without labels."""
    return float(next(iter(next(iter(gauge.collect())).samples)).value)


def count_of(name: str, **labels: str) -> float:
    """Returns the value of a counter, by its name in `/metrics`; 0 where it has not counted yet."""
    return sampled(name, **labels) or 0.0


def sampled(name: str, **labels: str) -> float | None:
    """Returns a sample, or None; asks only the metric's collector, since a long test run has tens of thousands."""
    found = (each for metric in REGISTRY.restricted_registry([name]).collect() for each in metric.samples)
    return next((each.value for each in found if (each.name, each.labels) == (name, labels)), None)
