"""The public page that computes until when a request for prosecution can be filed."""

import re
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.intake.main import TEMPLATES
from services.intake.pages.face import request_period
from services.intake.pages.face.home import Point
from services.intake.pages.face.request_period import PeriodForm
from services.notification.api import answer
from services.notification.preview import RequestForProsecution
from shared.clock import BERLIN
from shared.contracts.vocabulary import Land
from shared.day import EARLIEST
from shared.web import Pages
from shared.web.forms import InvalidForm
from tests.unit.web.app import client

TODAY = date(2026, 11, 30)
NOW = datetime(2026, 11, 30, 10, tzinfo=BERLIN)
PATH = "/wissen/antragsfrist"
DAYS = st.dates(EARLIEST, TODAY)


async def computed(**fields: str) -> tuple[int, str]:
    """Status and text of the page."""
    async with client(routers=(request_period.router(Pages(TEMPLATES), Point(), lambda: NOW),)) as browser:
        page = await browser.post(PATH, data=fields, headers={"Sec-Fetch-Site": "same-origin"})
    return page.status_code, " ".join(re.sub(r"<[^>]+>", " ", page.text).split())


@given(act=DAYS, offender=st.none() | DAYS, land=st.sampled_from(Land))
def test_page_and_interface_compute_the_same_days(act: date, offender: date | None, land: Land) -> None:
    found = PeriodForm(act_known_on=act, offender_known_on=offender, land=land).dates(TODAY)

    asked = RequestForProsecution(act_known_on=act, offender_known_on=offender, land=str(land))
    told = answer(asked, TODAY)
    assert (found is not None) == told.running
    assert found is None or (found.act_by, found.safe_on, found.legal_on) == (
        told.act_by,
        told.safe_on,
        told.legal_on,
    )


@pytest.mark.parametrize("field", ["act_known_on", "offender_known_on"])
def test_a_day_to_come_is_refused_at_its_field(field: str) -> None:
    days = {"act_known_on": TODAY, "offender_known_on": TODAY, field: date(2026, 12, 1)}
    with pytest.raises(InvalidForm) as refused:
        PeriodForm(**days).dates(TODAY)
    assert refused.value.wrong == {field}


@pytest.mark.parametrize(
    ("act", "offender", "says"),
    [
        ("2026-11-30", "2026-11-30", "Stellen Sie den Antrag spätestens am Freitag, 26. Februar 2027."),
        ("2026-11-30", "", "Die Frist läuft noch nicht."),
        ("2026-08-29", "2026-08-29", "Bitte handeln Sie heute. Der letzte sichere Tag war Freitag, 27. November 2026."),
        ("2026-08-27", "2026-08-27", "Die Frist ist am Freitag, 27. November 2026 abgelaufen."),
        ("2026-08-27", "2026-11-30", "Stellen Sie den Antrag spätestens am Freitag, 26. Februar 2027."),
    ],
)
async def test_each_stand_is_said(act: str, offender: str, says: str) -> None:
    status, page = await computed(act_known_on=act, offender_known_on=offender, land="NW")
    assert status == 200
    assert says in page
    assert "§ 77b StGB, Rechtsstand 2026-08" in page


async def test_without_a_land_it_is_over_only_when_it_is_over_everywhere() -> None:
    """The first of November is a holiday in five Länder: there the period ends the day after."""
    form = PeriodForm(act_known_on=date(2027, 8, 1), offender_known_on=date(2027, 8, 1))
    found = form.dates(date(2027, 11, 2))
    assert found is not None
    assert (found.act_by, found.legal_on) == (date(2027, 10, 29), date(2027, 11, 2))
    assert found.stand(date(2027, 11, 2)) == "passed"


async def test_without_a_land_the_day_on_which_it_ended_is_the_latest_it_can_be() -> None:
    _, page = await computed(act_known_on="2026-08-27", offender_known_on="2026-08-27")
    assert "Die Frist ist spätestens am Freitag, 27. November 2026 abgelaufen." in page


async def test_what_was_typed_is_there_when_it_is_refused() -> None:
    status, page = await computed(act_known_on="gestern")
    assert status == 422
    assert "Bitte geben Sie ein Datum an" in page
