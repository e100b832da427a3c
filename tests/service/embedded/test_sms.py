import json
import sys
from pathlib import Path

import pytest

from infra.embedded.ports import HOST, free_ports
from infra.embedded.probes import listens
from infra.embedded.processes import Program, ready, start
from infra.embedded.sms import REPORTS_BY
from services.notification.sms_provider import Sms, SmsProvider
from shared.secret import fixed
from tests.harness.eventually import eventually
from tests.harness.services.hostile_sink import a_sink, status

pytestmark = pytest.mark.system


async def test_each_sms_becomes_a_file_for_its_owner_only_and_is_reported_until_that_is_taken(tmp_path: Path) -> None:
    (port,) = free_ports(1)
    folder = tmp_path / "sms"
    folder.mkdir()
    (tmp_path / REPORTS_BY).write_text("a-token")
    async with a_sink(status(503)) as service:
        reports = f"http://{HOST}:{service.port}/reports"
        told = [HOST, str(port), str(folder), reports, str(tmp_path)]
        sink = await start(
            Program("sms", [sys.executable, "-m", "infra.embedded.sms", *told], tmp_path / "log", port=port)
        )

        async def reported() -> int:
            return len(service.received)

        try:
            await ready(sink, listens(port))
            provider = SmsProvider(f"http://{HOST}:{port}/messages", fixed("token"), "Nachricht")
            await provider.send(Sms("a-reference", "+491713920012", "Es gibt etwas Neues."))
            await eventually(reported, lambda times: times >= 1)
            service.answers["/reports"] = status(204)
            await eventually(reported, lambda times: times >= 2)
        finally:
            await sink.stop()
    (kept,) = folder.iterdir()
    assert json.loads(kept.read_text())["to"] == "+491713920012"
    assert kept.stat().st_mode & 0o777 == 0o600
    headers, body = service.received[-1]
    assert headers["authorization"] == "Bearer a-token"
    assert json.loads(body) == {"reference": "a-reference", "status": "delivered"}
