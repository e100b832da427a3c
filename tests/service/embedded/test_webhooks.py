import json
import sys
from pathlib import Path

import pytest

from infra.embedded.ports import HOST, free_ports
from infra.embedded.probes import listens
from infra.embedded.processes import Program, ready, start
from services.notification.domain.webhook_address import Destinations, Sink
from services.notification.webhook_client import WebhookClient

pytestmark = pytest.mark.system


async def test_each_message_to_a_partner_s_system_becomes_a_file_for_its_owner_only(tmp_path: Path) -> None:
    (port,) = free_ports(1)
    folder = tmp_path / "webhooks"
    folder.mkdir()
    command = [sys.executable, "-m", "infra.embedded.webhooks", HOST, str(port), str(folder)]
    sink = await start(Program("webhooks", command, tmp_path / "log", port=port))
    try:
        await ready(sink, listens(port))
        client = WebhookClient(Destinations(sink=Sink(HOST, port)))
        outcome = await client.post(f"http://{HOST}:{port}/lotse", b'{"type":"ping"}', {"webhook-id": "id"})
    finally:
        await sink.stop()
    (kept,) = folder.iterdir()
    received = json.loads(kept.read_text())
    assert (outcome, received["webhook-id"], received["body"]) == ("delivered", "id", '{"type":"ping"}')
    assert kept.stat().st_mode & 0o777 == 0o600
