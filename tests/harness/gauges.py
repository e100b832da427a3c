"""What `/metrics` would say now."""

from prometheus_client import REGISTRY, Gauge


def value_of(gauge: Gauge) -> float:
    """Of a gauge without labels."""
    return float(next(iter(next(iter(gauge.collect())).samples)).value)


def count_of(name: str, **labels: str) -> float:
    """Of a counter, by the name that `/metrics` gives it."""
    return REGISTRY.get_sample_value(name, labels) or 0.0
