"""Composes the desk's bus: the events it hears, the effects after a commit, and the chores it repeats."""

from functools import partial

from services.intake.handlers.dependencies import DeskDependencies
from services.intake.handlers.desk.absence import StandIns
from services.intake.handlers.desk.erase import forget
from services.intake.handlers.desk.erase_by_time import RetentionSweep
from services.intake.handlers.desk.measure_missed_deadlines import measure_missed_deadlines
from services.intake.handlers.desk.measure_waiting import measure_waiting
from services.intake.handlers.find_by_way import MARK, Marking
from services.intake.handlers.mail.read_mailbox import MeasureMailbox, ReadMailbox
from services.intake.handlers.mail.take import TakeMail
from services.intake.handlers.requests.sweep import ClosedThreads, UnclaimedUploads
from services.intake.handlers.requests.take import Requests
from services.intake.handlers.requests.watch import measure
from services.intake.handlers.services.take_arrangement import END_ARRANGEMENTS, EndingArrangements
from services.intake.handlers.show import SHOW, Showing
from services.intake.settings import DeskSettings
from services.intake.store import face as face_store
from services.intake.subscriptions import broadcast_handlers, event_handlers, external_handlers
from shared.bus import Bus, Erasures, Round
from shared.web import SignedOut


def desk_bus(settings: DeskSettings, desk: DeskDependencies, signed_out: SignedOut) -> Bus:
    store = desk.unit_of_work.store
    return Bus(
        settings=settings,
        unit_of_work=desk.unit_of_work,
        event_handlers=event_handlers(),
        external_handlers=external_handlers(desk),
        broadcast_handlers=broadcast_handlers(signed_out),
        effects={SHOW: Showing(desk), MARK: Marking(desk), END_ARRANGEMENTS: EndingArrangements(desk)},
        chores=[
            Erasures(desk.unit_of_work, desk.keys, forget, desk.drop_keys),
            ClosedThreads(desk),
            UnclaimedUploads(desk),
            StandIns(desk),
            RetentionSweep(desk),
        ],
        measures=[
            partial(measure_waiting, store),
            partial(measure_missed_deadlines, store),
            partial(measure, desk.face),
            MeasureMailbox(desk, store),
        ],
        rounds=mail_rounds(settings, desk),
        inbox=desk.face,
        passes={face_store.REQUESTS.name: Requests(desk).work},
    )


def mail_rounds(settings: DeskSettings, desk: DeskDependencies) -> dict[str, tuple[float, Round]]:
    account = settings.mail_account
    if account is None:
        return {}
    take = TakeMail(desk, settings.imap_address)
    return {"mailbox": (settings.imap_pause, ReadMailbox(desk, account, take))}
