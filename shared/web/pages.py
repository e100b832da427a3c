"""Renders a service's templates inside the common layout; htmx gets the content block alone."""

from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from shared.web.words import word

LAYOUT = Path(__file__).parent / "templates"
BERLIN = ZoneInfo("Europe/Berlin")
MONTHS = (
    *("Januar", "Februar", "März", "April", "Mai", "Juni"),
    *("Juli", "August", "September", "Oktober", "November", "Dezember"),
)


class Pages:
    def __init__(self, folder: Path | str | None = None) -> None:
        folders = [folder, LAYOUT] if folder else [LAYOUT]
        self.environment = Environment(
            loader=FileSystemLoader(folders),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self.environment.filters.update(day=day, moment=moment, word=word)
        self.environment.globals["ui"] = self.environment.get_template("macros.html").module

    def render(self, request: Request, name: str, status: int = 200, **context: Any) -> HTMLResponse:
        template = self.environment.get_template(name)
        everything = template.new_context(
            {
                "request": request,
                "door": request.app.state.door,
                "staff": getattr(request.state, "staff", None),
                "here": request.url.path,
                "status": status,
                "demo": request.app.state.settings.profile == "demo",
                **context,
            }
        )
        if "hx-request" in request.headers and "content" in template.blocks:
            return HTMLResponse("".join(template.blocks["content"](everything)), status)
        return HTMLResponse("".join(template.root_render_func(everything)), status)


def day(value: date | datetime) -> str:
    local = value.astimezone(BERLIN) if isinstance(value, datetime) else value
    return f"{local.day}. {MONTHS[local.month - 1]} {local.year}"


def moment(value: datetime) -> str:
    return f"{day(value)}, {value.astimezone(BERLIN):%H:%M} Uhr"
