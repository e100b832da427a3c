"""An operator lists the requests that the desk refused, lets one wait again, or discards it."""

import re
from functools import partial
from uuid import uuid4

import httpx2
import pytest

from services.intake import commands
from services.intake.store import CONTACTS
from services.intake.store.face import REQUESTS, put_aside
from shared.clock import now
from tests.harness.services.intake import NOBODY_LISTENS, Place, desk_settings, submit

pytestmark = pytest.mark.engines

TEXT = "Jemand ruft nachts an und sagt nichts."


async def refused_request(place: Place, browser: httpx2.AsyncClient) -> str:
    """What somebody submitted while the desk was away, and the desk put aside."""
    before = {each["_id"] async for each in place.face[REQUESTS.name].find({}, {"_id": 1})}
    assert (await submit(browser, {"text": TEXT})).status_code == 201
    (new,) = {each["_id"] async for each in place.face[REQUESTS.name].find({}, {"_id": 1})} - before
    await put_aside(place.face, new, "malformed", now())
    return str(new)


async def test_what_was_refused_waits_again_and_becomes_a_contact(
    mongo: str, place: Place, with_desk_away: httpx2.AsyncClient
) -> None:
    settings = desk_settings(mongo, NOBODY_LISTENS)
    request = await refused_request(place, with_desk_away)
    (line,) = await commands.refused(settings, None, None)
    assert re.fullmatch(rf"{request}  submission  malformed  \S.*", line)
    await place.settle()
    assert await place.unit_of_work(partial(CONTACTS.all)) == []

    assert await commands.refused(settings, request, None) == ["Done."]
    assert await commands.refused(settings, None, None) == []
    await place.settle()
    assert len(await place.unit_of_work(partial(CONTACTS.all))) == 1
    assert await commands.refused(settings, request, None) == ["No refused request has this id."]


async def test_what_is_discarded_is_gone_and_what_was_not_refused_stays(
    mongo: str, place: Place, with_desk_away: httpx2.AsyncClient
) -> None:
    settings = desk_settings(mongo, NOBODY_LISTENS)
    request = await refused_request(place, with_desk_away)
    assert (await submit(with_desk_away, {"text": TEXT})).status_code == 201
    assert await commands.refused(settings, None, request) == ["Done."]
    for unknown in (request, str(uuid4())):
        assert await commands.refused(settings, None, unknown) == ["No refused request has this id."]
    (left,) = [each["_id"] async for each in place.face[REQUESTS.name].find({}, {"_id": 1})]
    assert await commands.refused(settings, None, left) == ["No refused request has this id."], "it waits"
    await place.settle()
    assert len(await place.unit_of_work(partial(CONTACTS.all))) == 1
    assert await commands.shown(settings) == 1
