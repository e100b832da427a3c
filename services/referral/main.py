"""The wiring of referral: `python -m services.referral.main`."""

from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Final

from fastapi import APIRouter
from httpx2 import AsyncBaseTransport
from starlette.types import ASGIApp

from services.referral import (
    api,
    arrangement_api,
    capacity_api,
    capacity_notices,
    directory_api,
    entry_notices,
    internal,
    proceeding_api,
)
from services.referral.domain import link
from services.referral.domain.partner import Partner
from services.referral.handlers.arrangements import Arrangements
from services.referral.handlers.capacity_inquiries import lapse_in_time
from services.referral.handlers.counsellor.ask_capacity import AskCapacity
from services.referral.handlers.counsellor.circumstances import SealedSources
from services.referral.handlers.counsellor.propose import Proposals
from services.referral.handlers.counsellor.record_phone_answer import RecordPhoneAnswer
from services.referral.handlers.directory import Directory
from services.referral.handlers.effects import schedule
from services.referral.handlers.effects.announce_entries import AnnounceEntries
from services.referral.handlers.effects.ask_to_confirm import AskToConfirm
from services.referral.handlers.effects.pass_deadline import ignore_expiry, mark_overdue
from services.referral.handlers.effects.send import SendReferral
from services.referral.handlers.effects.tell_arrangement import FetchArrangementAnswer, TellArrangement
from services.referral.handlers.effects.tell_earlier_recalls import TellEarlierRecalls
from services.referral.handlers.effects.tell_file_numbers import TellEarlierNumbers, TellFileNumbers
from services.referral.handlers.file_numbers import FileNumbers
from services.referral.handlers.inquiries import Inquiries
from services.referral.handlers.mail_replies import MailReplies
from services.referral.handlers.packages import Packages
from services.referral.handlers.partner.arrange import Arrange
from services.referral.handlers.partner.ask import Asking
from services.referral.handlers.partner.confirm_consent import ConfirmConsent
from services.referral.handlers.partner.enter_pin import EnterPin
from services.referral.handlers.partner.measure_tries import measure_tries
from services.referral.handlers.partner.open_file import (
    FILES_AT_ONCE,
    FILES_OF_ONE_PARTNER,
    TOO_MANY_FILES,
    OpenFile,
)
from services.referral.handlers.partner.open_referral import OpenReferral
from services.referral.handlers.partner.read_additions import ReadAdditions
from services.referral.handlers.partner.tell_proceeding import TellProceeding
from services.referral.handlers.phone_answers import PhoneAnswers
from services.referral.handlers.pins import STRETCH, Pins, Scrypt
from services.referral.handlers.services.erase_case import forget_case
from services.referral.handlers.services.take_reply import TakeReply
from services.referral.pages import help_pages, labels_de
from services.referral.pages.capacity import CapacityPages
from services.referral.pages.directory import DirectoryPages
from services.referral.pages.directory_import import ImportPages
from services.referral.pages.growth import GrowthPages
from services.referral.pages.mail_arrival import MailArrivalPages
from services.referral.pages.offence_guide import OffenceGuide
from services.referral.pages.onboarding import OnboardingPages
from services.referral.pages.partner import PartnerPages
from services.referral.pages.partner_access import PartnerAccessPages
from services.referral.pages.partner_arrangement import PartnerArrangementPages
from services.referral.pages.partner_capacity import PartnerCapacityPages
from services.referral.pages.partner_entrance import PartnerEntrance
from services.referral.pages.partner_entry import PartnerEntryPages
from services.referral.pages.partner_gate import PartnerGate
from services.referral.pages.partner_link import EndedLinks
from services.referral.pages.partner_overview import PartnerOverviewPages
from services.referral.pages.partner_proceeding import PartnerProceedingPages
from services.referral.pages.partner_session import PartnerSessions
from services.referral.pages.phone_answers import PhoneAnswerPages
from services.referral.pages.proceedings import ProceedingPages
from services.referral.pages.proposals import ProposalPages
from services.referral.pages.referrals import ReferralPages
from services.referral.settings import ReferralSettings
from services.referral.store import INDEXES
from services.referral.subscriptions import broadcast_handlers, event_handlers, external_handlers, on_rejected
from shared import telemetry
from shared.assignments import INDEXES as ASSIGNMENT_INDEXES
from shared.attempts import INDEXES as ATTEMPT_INDEXES
from shared.audit import INDEXES as AUDIT_INDEXES
from shared.audit import Audit
from shared.bus import DEFAULT_INTERVALS, Bus, EffectHandlers, Erasures, Intervals, UnitOfWork
from shared.bus import INDEXES as BUS_INDEXES
from shared.production import checked
from shared.sealing import KeyStore
from shared.store import connect, prepare
from shared.web import Pages, Peers, SignedOut, build, health, serve
from shared.web.bus_lifespan import bus_lifespan
from shared.web.doors import Doors
from shared.web.interrupted import INDEXES as INTERRUPTED_INDEXES
from shared.web.interrupted import InterruptedForms
from shared.web.places import Places
from shared.web.signed_out import INDEXES as SIGNED_OUT_INDEXES

SERVICE: Final = "referral"
TEMPLATES: Final = Path(__file__).parent / "templates"
ALL_INDEXES: Final = {
    **BUS_INDEXES,
    **SIGNED_OUT_INDEXES,
    **INTERRUPTED_INDEXES,
    **ATTEMPT_INDEXES,
    **AUDIT_INDEXES,
    **ASSIGNMENT_INDEXES,
    **INDEXES,
}


def app(
    settings: ReferralSettings,
    transport: AsyncBaseTransport | None = None,
    intervals: Intervals = DEFAULT_INTERVALS,
    stretch: Scrypt = STRETCH,
) -> ASGIApp:
    """Builds referral's three doors. `transport`: reaches the other services in place of HTTP. `stretch`: the
    parameters of scrypt, which set what trying a PIN costs.
    """
    store = connect(settings.store, f"lotse_{SERVICE}")
    key_store = connect(settings.keys, f"lotse_{SERVICE}_keys")
    keys = KeyStore(key_store, settings.own_key.public, settings.own_key)
    unit_of_work = UnitOfWork(store, SERVICE, settings.clock)
    peers = Peers(settings, transport)
    audit = Audit(settings.audit_key.get_secret_value())
    signed_out = SignedOut(store)
    pages = Pages(TEMPLATES, labels_de.DONE)
    directory = Directory()
    pins = Pins(stretch)
    effects = side_effects(settings, unit_of_work, peers, keys, audit)
    bus = referral_bus(settings, unit_of_work, keys, effects, signed_out, intervals)
    lifespan = bus_lifespan(partial(prepare, store, ALL_INDEXES), signed_out, bus, store, key_store)
    staff_routers = [
        *staff_pages(settings, unit_of_work, pages, directory, keys, audit, pins),
        *internal_routers(settings, unit_of_work, keys),
        health.router({"store": store.ping, "keys": key_store.ping}),
    ]
    partner_routers = partner_pages(settings, unit_of_work, peers, pages, directory, keys, audit, pins)
    public_routers = [help_pages.router(unit_of_work, pages, directory, unit_of_work.clock)]
    at_door = partial(build, SERVICE, settings, templates=pages, signed_out=signed_out)
    interrupted = InterruptedForms(store)
    staff = at_door(staff_routers, lifespan, door="staff", origin=settings.staff_url, interrupted_forms=interrupted)
    partner = at_door(partner_routers, door="partner", origin=settings.partner_url)
    public = at_door(public_routers, door="public", origin=settings.public_url)
    return Doors(staff, {("/partner", "/api/"): partner, ("/hilfe",): public})


def staff_pages(
    settings: ReferralSettings,
    unit_of_work: UnitOfWork,
    pages: Pages,
    directory: Directory,
    keys: KeyStore,
    audit: Audit,
    pins: Pins,
) -> list[APIRouter]:
    inquiries = Inquiries(keys)
    sources = SealedSources(keys)
    phone_answers = PhoneAnswers(keys)
    proposals = Proposals(directory, sources, inquiries, phone_answers, MailReplies(keys), audit)
    return [
        *directory_pages(settings, unit_of_work, pages, directory, pins),
        ProposalPages(unit_of_work, pages, proposals, sources, inquiries).router(),
        CapacityPages(unit_of_work, pages, AskCapacity(proposals, settings.partner_url)).router(),
        phone_answer_pages(unit_of_work, pages, inquiries, phone_answers, audit).router(),
        *proceeding_pages(unit_of_work, pages, audit, FileNumbers(keys)),
    ]


def internal_routers(settings: ReferralSettings, unit_of_work: UnitOfWork, keys: KeyStore) -> list[APIRouter]:
    return [
        internal.router(unit_of_work, settings, TakeReply(unit_of_work, MailReplies(keys))),
        internal.numbers_router(unit_of_work, settings, FileNumbers(keys)),
        entry_notices.router(unit_of_work, settings),
        capacity_notices.router(unit_of_work, settings),
    ]


def partner_pages(
    settings: ReferralSettings,
    unit_of_work: UnitOfWork,
    peers: Peers,
    pages: Pages,
    directory: Directory,
    keys: KeyStore,
    audit: Audit,
    pins: Pins,
) -> list[APIRouter]:
    inquiries = Inquiries(keys)
    packages = Packages(keys, audit)
    open_referral = OpenReferral(unit_of_work, packages, inquiries, ConfirmConsent(peers), ReadAdditions(peers))
    open_file = OpenFile(open_referral, peers, Places(FILES_AT_ONCE, TOO_MANY_FILES, FILES_OF_ONE_PARTNER))
    telling = TellProceeding(unit_of_work, open_referral, FileNumbers(keys))
    arrange = Arrange(unit_of_work, open_referral, Arrangements(keys))
    gate = PartnerGate(PartnerSessions(settings.link, unit_of_work.clock), EnterPin(unit_of_work, pins))
    ended = EndedLinks(unit_of_work, pages, settings.link, settings.contact_point)
    entrance = PartnerEntrance(gate, ended)
    return [
        api.router(unit_of_work, open_referral, open_file, inquiries),
        proceeding_api.router(unit_of_work, telling),
        arrangement_api.router(unit_of_work, arrange),
        capacity_api.router(unit_of_work),
        directory_api.router(unit_of_work, directory, unit_of_work.clock),
        PartnerPages(pages, open_referral, open_file, PhoneAnswers(keys), arrange.arrangements, entrance).router(),
        PartnerProceedingPages(pages, entrance, telling).router(),
        PartnerArrangementPages(pages, entrance, arrange).router(),
        PartnerOverviewPages(pages, entrance).router(),
        ended.router(),
        PartnerCapacityPages(unit_of_work, pages, gate, settings.contact_point).router(),
        PartnerEntryPages(unit_of_work, pages, gate, settings.contact_point).router(),
        MailArrivalPages(unit_of_work, pages, settings.link).router(),
    ]


def side_effects(
    settings: ReferralSettings, unit_of_work: UnitOfWork, peers: Peers, keys: KeyStore, audit: Audit
) -> EffectHandlers:
    packages = Packages(keys, audit)
    arrangements = Arrangements(keys)
    return {
        schedule.SEND: SendReferral(peers, packages, unit_of_work.store, settings.partner_url),
        schedule.TELL_ARRANGEMENT: TellArrangement(unit_of_work, peers, arrangements),
        schedule.FETCH_ARRANGEMENT_ANSWER: FetchArrangementAnswer(unit_of_work, peers, arrangements),
        schedule.TELL_FILE_NUMBERS: TellFileNumbers(unit_of_work, peers, FileNumbers(keys)),
        schedule.MARK_OVERDUE: mark_overdue,
        schedule.LAPSE_CAPACITY: lapse_in_time,
        schedule.EXPIRE: ignore_expiry,
    }


def referral_bus(
    settings: ReferralSettings,
    unit_of_work: UnitOfWork,
    keys: KeyStore,
    effects: EffectHandlers,
    signed_out: SignedOut,
    intervals: Intervals,
) -> Bus:
    return Bus(
        settings=settings,
        unit_of_work=unit_of_work,
        event_handlers=event_handlers(keys),
        external_handlers=external_handlers(),
        on_rejected=on_rejected,
        broadcast_handlers=broadcast_handlers(signed_out),
        effects=effects,
        chores=[
            Erasures(unit_of_work, keys, forget_case, keys.drop),
            AskToConfirm(unit_of_work),
            TellEarlierNumbers(unit_of_work),
            TellEarlierRecalls(unit_of_work),
            AnnounceEntries(unit_of_work),
        ],
        measures=[partial(measure_tries, unit_of_work)],
        intervals=intervals,
    )


def phone_answer_pages(
    unit_of_work: UnitOfWork, pages: Pages, inquiries: Inquiries, phone_answers: PhoneAnswers, audit: Audit
) -> PhoneAnswerPages:
    recording = RecordPhoneAnswer(Asking(unit_of_work, inquiries), phone_answers, audit)
    return PhoneAnswerPages(pages, recording, unit_of_work.clock)


def proceeding_pages(unit_of_work: UnitOfWork, pages: Pages, audit: Audit, numbers: FileNumbers) -> list[APIRouter]:
    return [
        ReferralPages(unit_of_work, pages).router(),
        ProceedingPages(unit_of_work, pages, audit, unit_of_work.clock, numbers).router(),
        OffenceGuide(unit_of_work, pages, audit).router(),
    ]


def directory_pages(
    settings: ReferralSettings, unit_of_work: UnitOfWork, pages: Pages, directory: Directory, pins: Pins
) -> list[APIRouter]:
    def link_to(entry: Partner, at: datetime) -> str:
        token = link.sign_entry(settings.link, entry.partner_id, at + link.ENTRY_LINK_LIVES)
        return f"{settings.partner_url}/partner/eintrag/{token}"

    entries = DirectoryPages(unit_of_work, pages, directory, unit_of_work.clock, link_to)
    return [
        ImportPages(unit_of_work, pages).router(),
        GrowthPages(unit_of_work, pages, directory).router(),
        entries.router(),
        PartnerAccessPages(unit_of_work, pages, pins, entries.entry).router(),
        OnboardingPages(unit_of_work, pages, unit_of_work.clock).router(),
    ]


def main() -> None:
    settings = checked(ReferralSettings, f"lotse_{SERVICE}")
    telemetry.setup(settings, SERVICE)
    serve(app(settings), settings)


if __name__ == "__main__":
    main()
