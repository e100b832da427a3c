"""The list of tasks, each with the next step as its first button."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Annotated, ClassVar, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import Field

from services.intake.domain.ids import ContactId, PartnerId
from services.intake.domain.unanswered import OWED, Unanswered
from services.intake.handlers.dependencies import DeskDependencies
from services.intake.handlers.desk.assess_correction import count_unassessed, unassessed
from services.intake.handlers.desk.emergency import unreviewed
from services.intake.handlers.desk.entry_tasks import count_entry_tasks, finish_entry_task, list_entry_tasks
from services.intake.handlers.desk.erasures_due import erasures_due
from services.intake.handlers.desk.finish_task import contact_of_task, finish_task
from services.intake.handlers.desk.inspect import unreviewed_inspections
from services.intake.handlers.desk.list_tasks import Whose, count_tasks, list_tasks
from services.intake.handlers.desk.new_code import count_waiting_for, waiting_for
from services.intake.handlers.desk.promise_call_back import promise_call_back
from services.intake.handlers.desk.read_file import file_of_contact
from services.intake.handlers.desk.team import names, own_absence
from services.intake.labels_de import INFORMED
from services.intake.pages.desk.file import Entered, FilePage
from services.intake.pages.desk.roles import Counselling, Supervising, Watching
from services.intake.safe_contact_texts import line_of
from services.intake.state_texts.texts import of_letter
from services.intake.talk_texts import in_one_line
from services.intake.task_labels_de import TASKS, next_step
from shared.clock import berlin_day, berlin_time
from shared.day import Day
from shared.web import Pages, Staff, act_result
from shared.web.forms import Act, InvalidForm, Receiving, Sent
from shared.web.opening import OPENING_REASONS

LISTS: Final[dict[Whose, str]] = {"mine": "Bei mir", "nobody": "Noch bei niemandem", "all": "Bei allen"}


class DoneForm(Act):
    seen: int | None = None
    """The version of the task that was on the screen."""
    unanswered: Unanswered | None = None


Pressed = Annotated[Sent[DoneForm], Depends(Receiving(DoneForm))]


class CallBackForm(Act):
    REFUSAL: ClassVar[str] = "Der Rückruf ist noch nicht vorgemerkt."
    SENTENCES: ClassVar[Mapping[str, str]] = {
        "day": "Bitte geben Sie den Tag an.",
        "time": "Bitte geben Sie die Uhrzeit an, zum Beispiel 18:30.",
    }

    day: Day
    time: Annotated[str, Field(pattern="^([01][0-9]|2[0-3]):[0-5][0-9]$")]

    def at(self) -> datetime:
        return berlin_time(self.day, self.time)


def router(desk: DeskDependencies, pages: Pages) -> APIRouter:
    routes = APIRouter(include_in_schema=False)

    @routes.get("/desk/tasks")
    async def tasks(request: Request, me: Watching, whose: Whose | None = None, after: str = "") -> HTMLResponse:
        return await tasks_page(desk, pages, request, me, whose, after)

    @routes.get("/desk/tasks/count")
    async def count(request: Request, me: Counselling) -> HTMLResponse:
        return HTMLResponse(str(await count_all(desk, me)))

    @routes.post("/desk/tasks/{task_id}/done")
    async def done(request: Request, me: Counselling, task_id: str, form: Pressed) -> Response:
        act_id = form.act_id(request.url.path, me.sub)
        try:
            wanted = form.read()
            await finish_task(desk, task_id, me, seen=wanted.seen, unanswered=wanted.unanswered, act_id=act_id)
        except InvalidForm as refused:
            file = await file_of_contact(desk, me, (await contact_of_task(desk, me, task_id)).id)
            return FilePage(desk, pages).show(request, me, file, refused, Entered(task=task_id, at="unanswered"))
        return act_result.redirect("/desk/tasks", "task-done")

    return routes


async def tasks_page(
    desk: DeskDependencies, pages: Pages, request: Request, me: Staff, whose: Whose | None, after: str
) -> HTMLResponse:
    shown = [whose] if whose else [each for each in LISTS if each != "all" or me.role == "supervisor"]
    lists = {each: await list_tasks(desk, me, each, after or None) for each in shown}
    said = {"whose": whose, "after": after}
    return pages.render(
        request,
        "desk/tasks.html",
        titled=titled(await count_all(desk, me)),
        again=f"/desk/tasks?{urlencode({name: word for name, word in said.items() if word})}".rstrip("?"),
        lists=lists,
        headings=LISTS,
        labels=TASKS,
        owed=OWED,
        next_step=next_step,
        line_of=line_of,
        in_one_line=in_one_line,
        said_of_letter=partial(of_letter, to="counsellor", today=berlin_day(desk.clock())),
        me=me.sub,
        supervises=me.role == "supervisor",
        unreviewed=await unreviewed(desk) if me.role == "supervisor" else [],
        erasures=await erasures_due(desk) if me.role == "supervisor" else [],
        second_yes=await waiting_for(desk, me),
        entry_tasks=await list_entry_tasks(desk, me),
        mistakes=await unassessed(desk) if me.role == "supervisor" else [],
        inspections=await unreviewed_inspections(desk, me) if me.role == "supervisor" else [],
        opening_reasons=OPENING_REASONS,
        informed=INFORMED,
        names=await names(desk),
        absent=await own_absence(desk, me),
    )


def entry_tasks(desk: DeskDependencies) -> APIRouter:
    routes = APIRouter(include_in_schema=False)

    @routes.post("/desk/entry-tasks/{partner_id}/done")
    async def done(request: Request, me: Supervising, partner_id: PartnerId, form: Pressed) -> Response:
        form.read()
        await finish_entry_task(desk, partner_id, form.act_id(request.url.path, me.sub))
        return act_result.redirect("/desk/tasks", "task-done")

    return routes


async def count_all(desk: DeskDependencies, me: Staff) -> int:
    own = await count_tasks(desk, me) + await count_waiting_for(desk, me) + await count_entry_tasks(desk, me)
    return own + (await count_unassessed(desk) if me.role == "supervisor" else 0)


def titled(count: int) -> str:
    return f"({count}) Zu tun" if count else "Zu tun"


def call_backs(page: FilePage) -> APIRouter:
    routes = APIRouter(include_in_schema=False)

    @routes.post("/desk/contacts/{contact_id}/call-backs")
    async def promised(
        request: Request,
        me: Counselling,
        contact_id: ContactId,
        form: Annotated[Sent[CallBackForm], Depends(Receiving(CallBackForm))],
    ) -> Response:
        entered = Entered(call_back=form.fields, at="day")
        return await page.act(request, me, contact_id, promise(request, me, contact_id, form), "promised", entered)

    async def promise(request: Request, me: Staff, contact_id: ContactId, form: Sent[CallBackForm]) -> None:
        at = form.read().at()
        await promise_call_back(page.desk, contact_id, me, at, act_id=form.act_id(request.url.path, me.sub))

    return routes
