"""What `/metrics` would say now."""

from prometheus_client import REGISTRY, Gauge


def value_of(gauge: Gauge) -> float:
    """Of a gauge without labels."""
    return float(next(iter(next(iter(gauge.collect())).samples)).value)


def count_of(name: str, **labels: str) -> float:
    """Of a counter, by the name that `/metrics` gives it."""
    return sampled(name, **labels) or 0.0


def sampled(name: str, **labels: str) -> float | None:
    """Asks nobody but whoever has it: all metrics of a long run of tests are tens of thousands."""
    found = (each for metric in REGISTRY.restricted_registry([name]).collect() for each in metric.samples)
    return next((each.value for each in found if (each.name, each.labels) == (name, labels)), None)
