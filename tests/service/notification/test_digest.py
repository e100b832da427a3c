"""Staff are told once on a working day how much is to be done, whoever is away or killed meanwhile."""

import json
import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage

import pytest

from services.notification.domain.daily_digest import SERIES, digest_id
from services.notification.domain.delivery import OF_AN_ENTRY
from services.notification.handlers.send_digest import DIGEST, PlanDigest, SendDigest
from services.notification.main import ALL_INDEXES
from services.notification.store import DELIVERIES
from shared.bus import Connection, UnitOfWork
from shared.bus.write.effects import EffectsWorker, read
from shared.clock import BERLIN
from shared.store import Store, connect, prepare
from shared.web import Peers
from tests.harness.services.content_owners import Owners
from tests.harness.services.mail_server import Mailbox
from tests.service.notification.conftest import settings
from tests.unit.notification.test_bounce import a_mail

pytestmark = pytest.mark.engines

TEAM = "team@example.org"
MONDAY = date(2031, 3, 3)
CANARY = "canary-case"
WORK = {"tasks": {"first_answer": {"open": 3, "overdue": 1}}, "first_answers_due": 2}


@dataclass
class Desk:
    """Notification on one day, beside a desk that answers what `owners` has."""

    store: Store
    mailbox: Mailbox
    owners: Owners
    peers: Peers
    sends: SendDigest
    now: datetime

    def at(self, hour: int, minute: int = 0, day: date = MONDAY) -> None:
        self.now = datetime(day.year, day.month, day.day, hour, minute, tzinfo=BERLIN).astimezone(UTC)

    @property
    def unit_of_work(self) -> UnitOfWork:
        return UnitOfWork(self.store, "notification", lambda: self.now)

    async def plans(self) -> None:
        """As a process that has just started."""
        await PlanDigest(self.unit_of_work, 8)()

    async def works(self) -> None:
        """Whatever is due; what is to be tried again is due at once."""
        immediately = {"$set": {"due": datetime(1970, 1, 1, tzinfo=UTC)}}
        await self.store["dispatches"].update_many({"status": "waiting"}, immediately)
        await EffectsWorker(self.unit_of_work, {DIGEST: self.sending()}).work()

    def sending(self) -> SendDigest:
        return SendDigest(self.unit_of_work, self.peers.get, self.sends.mail_server, self.sends.to, 8)

    def mails(self) -> list[EmailMessage]:
        return self.mailbox.to(TEAM)

    async def left(self) -> list[str]:
        return [row["status"] for row in await self.store["dispatches"].find({"kind": DIGEST}).to_list()]


@pytest.fixture
async def desk(mongo: str, kafka: Connection, mailbox: Mailbox, owners: Owners) -> AsyncIterator[Desk]:
    told = settings(mongo, kafka, mailbox, owners)
    database = f"lotse_digest_{uuid.uuid4().hex[:8]}"
    store = connect(mongo, database)
    await prepare(store, ALL_INDEXES)
    owners.content["/internal/work"] = json.dumps(WORK).encode()
    sends = SendDigest(UnitOfWork(store, "notification"), Peers(told).get, told.mail_server, TEAM, 8)
    midnight = datetime(2031, 3, 2, 23, tzinfo=UTC)
    async with mailbox.open():
        mailbox.mails.clear()
        yield Desk(store, mailbox, owners, Peers(told), sends, midnight)
    owners.away = False
    await store.client.drop_database(database)
    await store.close()


async def test_however_many_plan_it_one_mail_leaves_on_a_working_day(desk: Desk) -> None:
    desk.at(7, 59)
    await desk.plans()
    assert await desk.left() == []
    for minute in (0, 1):
        desk.at(8, minute)
        await desk.plans()
        await desk.plans()
        await desk.works()
    (mail,) = desk.mails()
    assert (mail["Subject"], mail["Auto-Submitted"]) == ("Was heute zu tun ist", "auto-generated")
    assert "- Erste Antworten: 3, davon überfällig: 1" in mail.get_content()
    desk.at(9, day=MONDAY + timedelta(days=1))
    await desk.plans()
    await desk.works()
    assert len({each["Message-ID"] for each in desk.mails()}) == 2


@pytest.mark.parametrize("day", [date(2031, 3, 1), date(2031, 3, 2), date(2031, 6, 12)])
async def test_on_a_weekend_and_a_holiday_of_the_seat_nobody_is_told(desk: Desk, day: date) -> None:
    """The last is Corpus Christi, which not every Land keeps."""
    desk.at(9, day=day)
    await desk.plans()
    assert await desk.left() == []


async def test_killed_after_the_mail_left_a_second_copy_has_the_same_id_and_no_third_follows(desk: Desk) -> None:
    desk.at(8)
    await desk.plans()
    row = await desk.store["dispatches"].find_one({"_id": digest_id(MONDAY)})
    assert row is not None
    await desk.sending()(read(row))
    for _ in range(2):
        await desk.plans()
        await desk.works()
    assert len(desk.mails()) == 2
    assert len({each["Message-ID"] for each in desk.mails()}) == 1
    assert await desk.left() == ["done"]


async def test_while_the_desk_is_away_it_waits_and_leaves_later_that_day(desk: Desk) -> None:
    desk.at(8)
    desk.owners.away = True
    await desk.plans()
    await desk.works()
    assert (desk.mails(), await desk.left()) == ([], ["waiting"])
    desk.at(9, 30)
    desk.owners.away = False
    await desk.works()
    (mail,) = desk.mails()
    assert "- Zusammen: 3" in mail.get_content()


async def test_where_the_desk_stays_away_the_mail_says_so(desk: Desk) -> None:
    desk.at(8)
    desk.owners.away = True
    await desk.plans()
    await desk.works()
    desk.at(11, 1)
    await desk.works()
    (mail,) = desk.mails()
    assert "war noch nicht abzufragen" in mail.get_content()


async def test_yesterdays_numbers_leave_no_more(desk: Desk) -> None:
    desk.at(15)
    await desk.plans()
    desk.at(8, day=MONDAY + timedelta(days=1))
    await desk.works()
    assert (desk.mails(), await desk.left()) == ([], ["done"])


async def test_a_refused_address_holds_nothing_back(desk: Desk) -> None:
    desk.at(8)
    desk.mailbox.refused.add(TEAM)
    await desk.plans()
    await desk.works()
    desk.mailbox.refused.clear()
    assert await desk.left() == ["done"]


async def test_it_counts_failed_notices_and_near_deadlines_and_names_nothing(desk: Desk) -> None:
    desk.at(8)
    failed = a_mail("failed", key=CANARY, case_id=CANARY, at=desk.now - timedelta(days=1))
    long_ago = failed.model_copy(update={"id": "long-ago", "at": desk.now - timedelta(days=40)})
    of_an_entry = [failed.model_copy(update={"id": rule, "rule": rule}) for rule in OF_AN_ENTRY]

    async def put(tx: object) -> None:
        for each in (failed, long_ago, *of_an_entry):
            await DELIVERIES.put(tx, each)  # type: ignore[arg-type]

    await desk.unit_of_work(put)
    near = {"next_on": "2031-03-05", "missed_on": None, "case_id": CANARY}
    await desk.store["clocks"].insert_many(
        [
            {"_id": "a", **near, "dates": {"act_by": "2031-03-10"}},
            {"_id": "b", **near, "dates": {"act_by": "2031-03-11"}},
            {"_id": "c", **near, "next_on": None, "dates": {"act_by": "2031-03-09"}},
        ]
    )
    await desk.plans()
    await desk.works()
    (mail,) = desk.mails()
    assert "- Fristen bis zum 10. März 2031: 1" in mail.get_content()
    assert "die nicht ankamen, in vier Wochen: 1" in mail.get_content()
    assert "canary" not in mail.as_string()
    assert str(SERIES) not in mail.as_string()
