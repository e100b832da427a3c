"""Traces, metrics and logs of a running service; one list says what they may carry."""

from shared.telemetry.setup import setup

__all__ = ["setup"]
