"""Renders a service's templates inside the common layout; htmx gets the content block alone."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import BaseLoader, ChoiceLoader, DictLoader, Environment, FileSystemLoader, StrictUndefined

from shared import attempts
from shared.clock import BERLIN, berlin_day, now
from shared.errors import LotseError
from shared.web import act_result, form_token, static_files
from shared.web.labels_de import word
from shared.web.opening import OpenedCase, opened_case
from shared.web.opening_hours_de import hours
from shared.web.session import Staff
from shared.web.shown import as_typed, shown

BARE = (
    "{% set content %}{% block content %}{% endblock %}{% endset %}"
    "{% block result %}{{ ui.act_result(trouble, wrong, done, content) }}{% endblock %}{{ content }}"
)
LAYOUT = Path(__file__).parent / "templates"
HOURS_OF_A_DAY = 24
MONTHS = (
    *("Januar", "Februar", "März", "April", "Mai", "Juni"),
    *("Juli", "August", "September", "Oktober", "November", "Dezember"),
)

WEEKDAYS = ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag")


class Pages:
    """The pages of a service. `done`: the sentence for each word that `act_result.redirect` may get."""

    def __init__(self, folder: Path | str | None = None, done: Mapping[str, str] = MappingProxyType({})) -> None:
        self.whole, self.fragments = environments(folder)
        self.done = done

    def render(
        self,
        request: Request,
        name: str,
        status: int = 200,
        *,
        refused: LotseError | None = None,
        at: str = "",
        case_shown: str | None = None,
        **context: Any,
    ) -> HTMLResponse:
        """`refused` sets status and headers, and is summed up before the content, with a line for each wrong field.

        `at`: the field that the refusal is about if it names none. A template shows `wrong["name"]` beside each field.
        `case_shown`: the case, or the contact without one, that the page shows, where its address does not name it.
        """
        status = refused.status if refused else status
        templates = self.fragments if "hx-request" in request.headers else self.whole
        everything = {
            "door": request.app.state.door,
            "staff": getattr(request.state, "staff", None),
            "here": request.url.path,
            "opening": opening(request, case_shown),
            "status": status,
            "is_fragment": templates is self.fragments,
            "trouble": refused.sentence if refused else "",
            "wrong": act_result.sentences_at(refused, at),
            "done": "" if refused else act_result.done(request, self.done),
            "attempt": attempts.new(),
            "demo": request.app.state.settings.profile == "demo",
            **context,
        }
        page, cookie = templates.get_template(name).render(everything), None
        if form_token.is_needed(request.headers):
            page, cookie = form_token.put_into(page, request.cookies)
        response = HTMLResponse(page, status, refused.headers if refused else None)
        if cookie:
            response.headers.append("Set-Cookie", cookie)
        return response


def opening(request: Request, case_shown: str | None) -> OpenedCase | None:
    """The opened case, where the page shows a colleague's case that was opened with a reason."""
    staff: Staff | None = getattr(request.state, "staff", None)
    shown = case_shown or request.path_params.get("case_id") or request.path_params.get("contact_id")
    return opened_case(staff.opened, shown, now()) if staff else None


@cache
def environments(folder: Path | str | None) -> tuple[Environment, Environment]:
    """The environments for whole pages and for their content alone; templates are compiled once a process."""
    files = FileSystemLoader([folder, LAYOUT] if folder else [LAYOUT])
    return environment(files), environment(ChoiceLoader([DictLoader({"layout.html": BARE}), files]))


def environment(loader: BaseLoader) -> Environment:
    made = Environment(
        loader=loader,
        autoescape=True,
        auto_reload=False,
        undefined=StrictUndefined,
        finalize=shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(day=day, long_day=long_day, moment=moment, time_of_day=time_of_day, waiting=waiting)
    made.filters.update(word=word, hours=hours, as_typed=as_typed)
    made.globals["static"] = static_files.address
    made.globals["error_lines"] = act_result.lines
    made.globals["ui"] = made.get_template("macros.html").module
    return made


def day(value: date | datetime) -> str:
    local = berlin_day(value) if isinstance(value, datetime) else value
    return f"{local.day}. {MONTHS[local.month - 1]} {local.year}"


def long_day(value: date | datetime) -> str:
    """The day with its weekday, so that one can act on it."""
    local = berlin_day(value) if isinstance(value, datetime) else value
    return f"{WEEKDAYS[local.weekday()]}, {day(local)}"


def moment(value: datetime) -> str:
    return f"{day(value)}, {time_of_day(value)}"


def time_of_day(value: datetime) -> str:
    return f"{value.astimezone(BERLIN):%H:%M} Uhr"


def waiting(since: datetime, until: datetime | None = None) -> str:
    """The time that something has waited, no finer than it is known: what a person did is kept by the hour."""
    passed = (until or now()) - since
    hours, days = passed // timedelta(hours=1), passed // timedelta(days=1)
    if hours < 1:
        return "seit weniger als einer Stunde"
    if hours < 2 * HOURS_OF_A_DAY:
        return "seit einer Stunde" if hours == 1 else f"seit {hours} Stunden"
    return f"seit {days} Tagen"
