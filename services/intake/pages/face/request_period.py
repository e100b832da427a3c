"""Computes until when a request for prosecution can be filed, for anybody; no input is kept or put in an address."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, ClassVar, Final

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from services.intake.pages.face.home import Point
from shared.clock import Clock, berlin_day
from shared.contracts.vocabulary import DeadlineRule, Land
from shared.day import Day, DayIfGiven, troubles
from shared.deadlines.circumstances import Circumstances, course_of
from shared.deadlines.legal_periods import Dates
from shared.deadlines.rules import RULES
from shared.errors import LotseError
from shared.web import Pages
from shared.web.deadlines_de import NOT_ANONYMOUS, still_possible
from shared.web.forms import Form, InvalidForm, Receiving, Sent
from shared.web.labels_de import options

RULE: Final = RULES["strafantrag"]


class PeriodForm(Form):
    """Has no attempt, because computing changes nothing. `offender_known_on` None: the offender is unknown."""

    REFUSAL: ClassVar[str] = "Das können wir so nicht ausrechnen."
    SENTENCES: ClassVar[Mapping[str, str]] = {
        "act_known_on": "Bitte geben Sie den Tag an, an dem Sie von der Tat erfahren haben."
    }

    act_known_on: Day
    offender_known_on: DayIfGiven = None
    land: Land = Land.UNKNOWN

    def dates(self, today: date) -> Dates | None:
        """Returns the dates; None while the offender is unknown. Raises InvalidForm for a day to come.

        Without a Land `act_by` is the earliest of any, and `legal_on` the latest: only then it is over everywhere.
        """
        days = {"act_known_on": self.act_known_on, "offender_known_on": self.offender_known_on}
        if wrong := troubles(days, today):
            raise InvalidForm.at(wrong, self.REFUSAL)
        land = None if self.land is Land.UNKNOWN else str(self.land)
        known = Circumstances(act_known_on=self.act_known_on, offender_known_on=self.offender_known_on, land=land)
        return course_of(RULE, known).dates


def router(pages: Pages, point: Point, clock: Clock) -> APIRouter:
    routes = APIRouter(prefix="/wissen/antragsfrist", include_in_schema=False)

    def show(request: Request, **shown: Any) -> HTMLResponse:
        return pages.render(
            request,
            "face/request_period.html",
            **{"entered": {}, "refused": None, "computed": False, "dates": None, "stand": None} | shown,
            laender=options(Land),
            rule=RULE,
            point=point,
            today=berlin_day(clock()),
            still_possible=still_possible(DeadlineRule.STRAFANTRAG),
            not_anonymous=NOT_ANONYMOUS,
        )

    @routes.get("")
    async def ask(request: Request) -> HTMLResponse:
        return show(request)

    @routes.post("")
    async def compute(
        request: Request, form: Annotated[Sent[PeriodForm], Depends(Receiving(PeriodForm))]
    ) -> HTMLResponse:
        today = berlin_day(clock())
        try:
            dates = form.read().dates(today)
        except LotseError as refused:
            return show(request, refused=refused, entered=form.fields)
        stand = None if dates is None else dates.stand(today)
        return show(request, entered=form.fields, computed=True, dates=dates, stand=stand)

    return routes
