"""Requests are measured by their route's template, and traced from here on, whatever the outside says."""

from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from fastapi import APIRouter
from prometheus_client import REGISTRY

from shared.bus import Connection
from shared.errors import Gone
from shared.telemetry.allowed import ATTRIBUTES
from shared.web import health
from shared.web.app import build
from shared.web.pages import Pages
from tests.harness.services.recording_service import settings
from tests.unit.telemetry.memory import Memory, switched_on

FOREIGN = f"00-{'a' * 32}-{'b' * 16}-01"
SECRET = "musterfrau"


@pytest.fixture
def memory(monkeypatch: pytest.MonkeyPatch) -> Iterator[Memory]:
    with switched_on(monkeypatch) as on:
        yield on


def client() -> httpx2.AsyncClient:
    routes = APIRouter()

    @routes.get("/api/observed/{name}")
    async def named(name: str) -> str:
        raise Gone

    @routes.get("/internal/observed/{name}")
    async def asked(name: str) -> str:
        return "yes"

    @routes.get("/api/defect")
    async def defect() -> str:
        raise RuntimeError(SECRET)

    where = settings("intake", Connection(""))
    routers = [routes, health.router({})]
    app = build("observed", where, routers, door="public", origin="http://public.test", templates=Pages(Path("-")))
    return httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://public.test")


def count(route: str, status: int) -> float:
    labels = {"http_request_method": "GET", "http_route": route, "http_response_status_code": str(status)}
    return REGISTRY.get_sample_value("http_server_request_duration_seconds_count", labels) or 0


async def test_a_request_is_counted_under_its_template_and_never_under_its_path() -> None:
    before = count("/api/observed/{name}", 410), count("", 404)
    async with client() as http:
        await http.get(f"/api/observed/{SECRET}?who={SECRET}")
        await http.get(f"/{SECRET}")
        await http.request(SECRET.upper(), "/")
        shown = await http.get("/metrics")

    assert (count("/api/observed/{name}", 410), count("", 404)) == tuple(each + 1 for each in before)
    assert 'http_request_method="_OTHER"' in shown.text
    assert 'http_route="/api/observed/{name}"' in shown.text
    assert SECRET not in shown.text.lower()


async def test_a_span_has_the_template_as_its_name(memory: Memory) -> None:
    async with client() as http:
        await http.get(f"/api/observed/{SECRET}?who={SECRET}", headers={"User-Agent": SECRET, "Host": f"{SECRET}.test"})

    span = memory.named("GET /api/observed/{name}")
    assert span.attributes is not None
    assert dict(span.attributes) == {
        "http.request.method": "GET",
        "http.route": "/api/observed/{name}",
        "http.response.status_code": 410,
    }
    assert SECRET not in span.to_json()
    assert span.attributes.keys() <= ATTRIBUTES


async def test_a_trace_from_outside_is_believed_only_where_our_services_ask(memory: Memory) -> None:
    async with client() as http:
        await http.get("/api/observed/x", headers={"traceparent": FOREIGN})
        await http.get("/internal/observed/x", headers={"traceparent": FOREIGN})

    assert memory.named("GET /api/observed/{name}").parent is None
    inner = memory.named("GET /internal/observed/{name}").parent
    assert inner is not None
    assert f"{inner.trace_id:032x}" == "a" * 32


async def test_a_defect_is_an_error_without_its_text(memory: Memory) -> None:
    async with client() as http:
        await http.get("/api/defect")

    span = memory.named("GET /api/defect")
    assert (span.attributes or {})["error.type"] == "500"
    assert SECRET not in span.to_json()


async def test_who_looks_after_a_service_begins_no_trace(memory: Memory) -> None:
    async with client() as http:
        await http.get("/health/live")
        await http.get("/metrics")

    assert memory.spans == []
