"""What may be seen of a running service: traces, metrics and logs, each through a list of what they may carry."""

from shared.telemetry.setup import setup

__all__ = ["setup"]
