"""Sets up logs, metrics and traces; called once, before a process connects to anything."""

import logging
import os
import sys

from shared.settings import Settings
from shared.telemetry.key_age import measure_key_pair
from shared.telemetry.logs import OURS, Lines


def setup(settings: Settings, service: str) -> None:
    """Writes logs as lines of JSON; sends traces, metrics and logs to a collector only if LOTSE_OTLP names one."""
    lines = logging.StreamHandler(sys.stderr)
    lines.setFormatter(Lines())
    logging.basicConfig(level=logging.WARNING, handlers=[lines], force=True)
    for ours in OURS:
        logging.getLogger(ours).setLevel(logging.INFO)
    measure_key_pair(service)
    if settings.otlp:
        from shared.telemetry import export  # the exporters are not even loaded otherwise

        export.begin(settings.otlp.rstrip("/"), service, settings.instance or str(os.getpid()))
