"""python -m infra.notices write   makes docs/notices.md from the tables that the services act by
python -m infra.notices check   compares it with them"""

import sys
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Final

from services.intake.domain.task import TaskKind
from services.intake.state_texts.deadline import DEADLINE
from services.intake.state_texts.referral import REFERRAL
from services.intake.subscriptions import STEPS
from services.intake.subscriptions.deadlines import FOR_THE_DESK_ONLY
from services.intake.subscriptions.deliveries import TO_BE_CALLED
from services.intake.task_labels_de import TASKS
from services.intake.task_table import TABLE as TASK_TABLE
from services.intake.task_table import Rule
from services.notification import notice_table
from services.notification.mail_texts import TEXTS
from services.notification.notice_table import ByMail, Nobody
from shared.contracts import intake, notification, referral
from shared.contracts.catalogue import OPAQUE, TOPICS
from shared.contracts.message import Message

PAGE: Final = Path(__file__).parents[1] / "docs" / "notices.md"
ALARMS: Final[Mapping[type[Message], str]] = {notification.DeadlineMissed: "DeadlineMissed"}
"""The alert for the operator when the fact's task is overdue (infra/prometheus/alerts.yml)."""

FACTS: Final = tuple(
    model for topic in TOPICS if topic.kind in ("facts", "state") and OPAQUE not in topic.name for model in topic.types
)
NOTICES: Final = "services/notification/notice_table.py"

HEAD: Final = """# Who is told what

Every fact of the bus, and for each audience in which way it is told, or why not. Made by
`python -m infra.notices write` from the tables that the services act by: mails from
`services/notification/notice_table.py`, their texts from `services/notification/mail_texts.py`, tasks from
`services/intake/task_table.py`, the person's page from `services/intake/state_texts`. A mail says that there is
something new and where, never what. There is no fact of an appointment; a question to the person is `consent.asked`.

- **Person**: by mail, or by SMS where she named that and a provider is set (`docs/sms.md`), within the rules of her
  safe contact, at most one a day (decisions 48 and 72). Where the rules make it
  somebody's call ({called}), the counsellor has a task.
  Her page shows no deadline of {desk_only}.
- **Partner**: by mail where its entry has a mail address, by its own topic where it has one (`docs/events.md`), and by
  webhook where its system is entered: each mail of this table is a message to it too (`docs/webhooks.md`).
- **Counsellor**: by a task under *Zu tun*. A partner whose mail failed is a task too; of the deadline of its
  answer there is none, because the facts of the referral make it.
- **Substitute**: has the cases of whoever is away, with their tasks, until they are back (decision 61).
- **Supervisor**: sees everybody's tasks under *Alle*, and opens the case with a reason.

Once on each working day the staff's own mailbox is told how much is to be done, in numbers (`LOTSE_DIGEST_TO`,
decision 87).

"""
LEFT: Final = f"; where the partner left the directory, task „{TASKS[TaskKind.PARTNER_LEFT]}“"
NOT_ASKED: Final = f"; where the partner is not onboarded, task „{TASKS[TaskKind.NOT_ASKED]}“"
ASKED: Final = f"; where she has not answered, task „{TASKS[TaskKind.CONSENT_UNANSWERED]}“"
EXCEPT: Final[Mapping[type[Message], str]] = {
    intake.ConsentLapsed: LEFT,
    intake.ConsentCorrected: ASKED,
    intake.AdditionCorrected: ASKED,
    referral.ReferralRecalled: LEFT + NOT_ASKED,
}
ON_HER_PAGE: Final = {**REFERRAL, **DEADLINE}
"""The text of the person's page by step.

That of a proceeding depends on its state (`services/intake/state_texts/proceeding.py`).
"""

COLUMNS: Final = ("fact", "person", "partner", "counsellor", "substitute", "supervisor")


def page() -> str:
    head = HEAD.format(called=_listed(TO_BE_CALLED), desk_only=_listed(FOR_THE_DESK_ONLY))
    return head + "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield "| " + " | ".join(COLUMNS) + " |"
    yield "|---" * len(COLUMNS) + "|"
    for fact in FACTS:
        task, told = TASK_TABLE[fact], notice_table.TABLE[fact]
        cells = (
            _person(fact, told.person),
            _mail(told.partner),
            _task(task) + EXCEPT.get(fact, ""),
            _substitute(task),
            _supervisor(fact, task),
        )
        yield f"| `{fact.TYPE.removeprefix('lotse.')}` | " + " | ".join(cells) + " |"


def _person(fact: type[Message], cell: ByMail | Nobody) -> str:
    page = ON_HER_PAGE.get(STEPS.get(fact, ""))
    return _mail(cell) if page is None else f"{_mail(cell)}. Her page: „{page['person'].happened}“"


def _mail(cell: ByMail | Nobody) -> str:
    if isinstance(cell, Nobody):
        return f"none: {cell.because}"
    told = f"mail „{TEXTS[cell.rule]('').subject}“"
    return f"{told}, unless {cell.unless}" if cell.unless else told


def _task(task: Rule) -> str:
    if task.makes:
        return f"task „{TASKS[task.makes]}“"
    return f"none: {task.because or 'it ends what was to be done about it'}"


def _substitute(task: Rule) -> str:
    return "the task, while they stand in" if task.makes else "none: as the counsellor"


def _supervisor(fact: type[Message], task: Rule) -> str:
    if not task.makes:
        return "none: as the counsellor"
    return f"the task; the alarm {ALARMS[fact]} when it is overdue" if fact in ALARMS else "the task"


def _listed(words: Collection[str]) -> str:
    return ", ".join(f"`{word}`" for word in sorted(words))


def _missing() -> Iterator[str]:
    """Yields a sentence for each fact of the catalogue that a table lacks."""
    for name, table in (("services/intake/task_table.py", TASK_TABLE), (NOTICES, notice_table.TABLE)):
        yield from (f"{fact.__name__} is missing in {name}" for fact in FACTS if fact not in table)


def main(arguments: list[str]) -> int:
    if arguments not in (["write"], ["check"]):
        print(__doc__)
        return 2
    if missing := sorted(_missing()):
        print("\n".join(missing))
        return 1
    is_stale = not PAGE.exists() or PAGE.read_text() != page()
    if is_stale and arguments == ["write"]:
        PAGE.write_text(page())
    elif is_stale:
        print(f"{PAGE.name} is older than the code: python -m infra.notices write")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
