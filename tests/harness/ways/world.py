"""One case at intake, three partners at referral, figures at statistics; and the acts of each of them."""

import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, Final, cast
from uuid import uuid4

from services.intake.domain.concern import Concern
from services.intake.domain.ids import CaseId, ContactId, HandoverId
from services.intake.handlers.dependencies import DeskDependencies
from services.intake.handlers.desk.take_over import take_over
from services.intake.handlers.find_by_way import MARK, Marking
from services.intake.handlers.new_contact import add_contact, new_contact
from services.intake.handlers.services.fetch import (
    fetch_additions,
    fetch_arrangement_answer,
    fetch_package,
    fetch_standing,
)
from services.intake.handlers.services.take_arrangement import END_ARRANGEMENTS, EndingArrangements, take_arrangement
from services.intake.handlers.show import SHOW, Showing
from services.intake.subscriptions import event_handlers as of_intake
from services.referral.domain.access import StretchedPin, issue_access
from services.referral.domain.partner import Partner
from services.referral.handlers.arrangements import Arrangements
from services.referral.handlers.counsellor.record_phone_answer import RecordPhoneAnswer
from services.referral.handlers.directory import admit, save_entries
from services.referral.handlers.effects import schedule
from services.referral.handlers.effects.pass_deadline import mark_overdue
from services.referral.handlers.effects.send import SendReferral
from services.referral.handlers.effects.tell_arrangement import FetchArrangementAnswer, TellArrangement
from services.referral.handlers.inquiries import Inquiries
from services.referral.handlers.mail_replies import MailReplies
from services.referral.handlers.packages import Packages
from services.referral.handlers.partner.arrange import Arrange
from services.referral.handlers.partner.ask import Asking
from services.referral.handlers.partner.confirm_consent import ConfirmConsent
from services.referral.handlers.partner.open_referral import OpenReferral
from services.referral.handlers.partner.read_additions import ReadAdditions
from services.referral.handlers.phone_answers import PhoneAnswers
from services.referral.handlers.services.take_reply import TakeReply
from services.referral.subscriptions import event_handlers as of_referral
from services.statistics.subscriptions import event_handlers as of_statistics
from shared.arrangement import Arrangement
from shared.audit import Actor, Audit
from shared.bus import Transaction, UnitOfWork
from shared.bus.write.effects import EffectHandlers, EffectsWorker
from shared.bus.write.unit_of_work import EFFECTS, WAITING
from shared.contracts.vocabulary import Channel, PartnerCategory, Reason, Way
from shared.errors import Conflict, Gone, Never, NotFound, TryLater
from shared.sealing import KeyStore, PrivateKey
from shared.store import Store
from shared.web import Peers, Staff
from tests.harness.services.intake import AUDIT_KEY, TEAM_KEY, a_counsellor, desk_over
from tests.harness.ways.carrying import Carrying, Service
from tests.unit.referral.given import partner

BEGIN: Final = datetime(2026, 11, 30, 9, tzinfo=UTC)
LINK_KEY: Final = secrets.token_bytes(32)
OWN_KEY: Final = PrivateKey.generate()
BY: Final = Actor("referral", "service")
PARTNERS: Final = ("advice", "police", "peers")
OF_REFERRAL: Final = "lotse_referral"


@dataclass
class Clock:
    at: datetime = BEGIN

    def __call__(self) -> datetime:
        return self.at


@dataclass(frozen=True)
class Stores:
    """The stores of a world. `unit_of_work` makes one over a store, for a service and its clock."""

    intake: Store
    intake_keys: Store
    referral: Store
    referral_keys: Store
    statistics: Store
    unit_of_work: Callable[[Store, str, Clock], UnitOfWork]


@dataclass
class Between:
    """The calls of referral to intake: intake's own handlers, without HTTP. Raises as Peers does."""

    desk: DeskDependencies
    is_away: bool = False

    async def get(self, _: str, path: str) -> bytes:
        handover_id, what = path.split("/")[-2:]
        asked = {
            "package": partial(fetch_package, self.desk, BY),
            "standing": partial(fetch_standing, self.desk),
            "additions": partial(fetch_additions, self.desk, BY),
            "arrangement-answer": partial(fetch_arrangement_answer, self.desk),
        }
        return json.dumps(await self._ask(partial(asked[what], HandoverId(handover_id))), default=str).encode()

    async def post(self, _: str, path: str, content: Any) -> Mapping[str, Any]:
        handover_id = path.split("/")[-2]
        told = partial(take_arrangement, self.desk, HandoverId(handover_id), Arrangement.model_validate(content))
        return {"taken": await self._ask(told)}

    async def _ask(self, ask: Callable[[], Any]) -> Any:
        if self.is_away:
            raise TryLater("intake is away")
        try:
            return await ask()
        except (NotFound, Gone):
            raise Never("intake answered 404") from None
        except Conflict:
            raise TryLater("intake answered 409") from None


@dataclass
class World:
    desk: DeskDependencies
    referral: UnitOfWork
    statistics: UnitOfWork
    carrying: Carrying
    between: Between
    clock: Clock
    keys: KeyStore
    case_id: CaseId
    contact_id: ContactId
    partners: dict[str, Partner]
    tokens: dict[str, str]
    anna: Staff = field(default_factory=lambda: a_counsellor("anna"))
    sven: Staff = field(default_factory=lambda: a_counsellor("sven", "supervisor"))

    def __post_init__(self) -> None:
        audit, peers = Audit(AUDIT_KEY), cast("Peers", self.between)
        inquiries, self.arrangements = Inquiries(self.keys), Arrangements(self.keys)
        packages = Packages(self.keys, audit)
        self.open_referral = OpenReferral(
            self.referral, packages, inquiries, ConfirmConsent(peers), ReadAdditions(peers)
        )
        self.asking = Asking(self.referral, inquiries)
        self.inquiries = inquiries
        self.arrange = Arrange(self.referral, self.open_referral, self.arrangements)
        self.record_phone_answer = RecordPhoneAnswer(self.asking, PhoneAnswers(self.keys), audit)
        self.take_reply = TakeReply(self.referral, MailReplies(self.keys))
        self.workers = self._workers(packages, peers)

    def _workers(self, packages: Packages, peers: Peers) -> tuple[EffectsWorker, EffectsWorker]:
        arranged = self.referral, peers, self.arrangements
        of_the_desk: EffectHandlers = {
            SHOW: Showing(self.desk),
            MARK: Marking(self.desk),
            END_ARRANGEMENTS: EndingArrangements(self.desk),
        }
        of_referral: EffectHandlers = {
            schedule.SEND: SendReferral(peers, packages, self.referral.store, "http://partner.test"),
            schedule.TELL_ARRANGEMENT: TellArrangement(*arranged),
            schedule.FETCH_ARRANGEMENT_ANSWER: FetchArrangementAnswer(*arranged),
            schedule.MARK_OVERDUE: mark_overdue,
        }
        return (EffectsWorker(self.desk.unit_of_work, of_the_desk), EffectsWorker(self.referral, of_referral))

    async def do_effects(self) -> bool:
        """Performs the effects that are due; returns whether there were any."""
        return any([await worker.work() for worker in self.workers])

    async def come_to_rest(self) -> None:
        """Delivers all events and performs all effects that are due, until none is left; else raises AssertionError."""
        self.between.is_away = False
        for _ in range(200):
            if not await self.carrying.deliver_all() and not await self.do_effects() and not await self._put_off():
                return
        raise AssertionError("it never comes to rest")

    async def _put_off(self) -> bool:
        """Whether an effect waits for another try: then the clock moves on by a minute."""
        soon = {"status": WAITING, "tries": {"$gt": 0}}
        for unit_of_work in (self.desk.unit_of_work, self.referral):
            if await unit_of_work.store[EFFECTS].count_documents(soon):
                self.clock.at += timedelta(minutes=1)
                return True
        return False


async def a_world(stores: Stores) -> World:
    clock = Clock()
    at = partial(stores.unit_of_work)
    desk = replace(desk_over(at(stores.intake, "intake", clock), stores.intake_keys, TEAM_KEY), clock=clock)
    referral, statistics = at(stores.referral, "referral", clock), at(stores.statistics, "statistics", clock)
    keys = KeyStore(stores.referral_keys, OWN_KEY.public, OWN_KEY)
    services = {
        "intake": Service(desk.unit_of_work, of_intake()),
        "referral": Service(referral, of_referral(keys)),
        "statistics": Service(statistics, of_statistics()),
    }
    recorded = await _a_case(desk, clock)
    made = World(
        desk=desk,
        referral=referral,
        statistics=statistics,
        carrying=Carrying(services),
        between=Between(desk),
        clock=clock,
        keys=keys,
        case_id=recorded[0],
        contact_id=recorded[1],
        partners={name: _partner(name) for name in PARTNERS},
        tokens={name: secrets.token_urlsafe(16) for name in PARTNERS},
    )
    for name in PARTNERS:
        await _list(made, name)
    await take_over(desk, made.contact_id, made.anna)
    await made.come_to_rest()
    return made


async def _a_case(desk: DeskDependencies, clock: Clock) -> tuple[CaseId, ContactId]:
    concern = Concern(channel=Channel.PORTAL, text="Mir wurde gedroht.", reason=Reason.COUNSELLING)
    recorded = new_contact(concern, clock())
    key = await desk.keys.create(recorded.state.thread)
    await desk.unit_of_work(lambda tx: add_contact(tx, desk.found_by, recorded, concern, key, unread=False))
    assert recorded.state.case_id
    return recorded.state.case_id, recorded.state.id


def _partner(name: str) -> Partner:
    category = PartnerCategory.POLICE if name == "police" else PartnerCategory.LEGAL
    return partner(
        f"{name} (Demo)",
        partner_id=str(uuid4()),
        topic=secrets.token_hex(8),
        category=category,
        ways=(Way.MAIL, Way.KAFKA),
        mails=(f"{name}@example.org",),
    )


async def _list(world: World, name: str) -> None:
    listed, pin = world.partners[name], StretchedPin(secrets.token_bytes(16), secrets.token_bytes(64))
    access = issue_access(listed.partner_id, world.tokens[name], pin, world.clock() - timedelta(days=1)).state

    async def work(tx: Transaction) -> None:
        await save_entries(tx, [(None, listed)], by="sven", how="entered")
        await admit(tx, access)

    await world.referral(work)
