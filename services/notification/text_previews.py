"""Previews of every text that leaves, with its version, its length and what is wrong with it.

The texts are made by the functions that sending uses. The addresses are this installation's, since whoever reads a mail
along reads them too.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from services.notification import sms_texts
from services.notification.acknowledgement_text import acknowledgement_text
from services.notification.digest_text import KINDS, SORTS, digest_text
from services.notification.domain import sms_length
from services.notification.domain.daily_digest import OwnNumbers
from services.notification.domain.delivery import Audience, Rule, Way
from services.notification.domain.plain_language import MOST_WORDS, longest_sentence, named
from services.notification.letter_rendering import as_text
from services.notification.letter_texts import ABOUT
from services.notification.mail_texts import TEXTS, MailText
from services.notification.notice_table import TABLE, ByMail
from services.notification.recipients import Amount, OpenWork
from services.notification.sample_letters import sample_letters
from services.notification.webhook_message import PING, TYPES, WebhookMessage

PLACE: Final = "{Adresse}"
"""Stands for the address in the text that the version is made of.

So the same text has one version in every installation.
"""
EXAMPLE_ID: Final = "00000000-0000-0000-0000-000000000000"
MOST_OF_A_SUBJECT: Final = 60
"""Characters of a subject, so that a list of mails shows the whole of it."""
VERSION: Final = 8
ALPHABETS: Final[Mapping[sms_length.Alphabet, str]] = {"gsm7": "GSM-7", "ucs2": "UCS-2"}


@dataclass(frozen=True)
class Preview:
    """The preview of a text.

    `of`: the occasions on which it leaves; none for the test of a system and for a letter, which has a `title`.
    """

    way: Way | Literal["letter"]
    text: str
    version: str
    subject: str = ""
    of: tuple[Rule, ...] = ()
    title: str = ""
    has_link: bool = True

    @property
    def whole(self) -> str:
        return f"{self.subject}\n\n{self.text}"


def to_person(follow_page: str) -> list[Preview]:
    """Returns the mails and SMS to a person, each with the link and without, as the safe contact says."""
    return [
        *(each for page in (follow_page, "") for each in _mails("person", page)),
        *(_sms(page) for page in (follow_page, "")),
    ]


def to_partner(link: str) -> list[Preview]:
    """Returns the mails to a partner's desk."""
    return _mails("partner", link)


def to_system() -> list[Preview]:
    """Returns the messages to a partner's own system, by webhook."""
    return [*(_told(kind, (rule,)) for rule, kind in TYPES.items()), _told(PING, ())]


def to_staff() -> list[Preview]:
    """Returns the mail of the day: with invented numbers, and as it is where the desk did not say any."""
    own, day = OwnNumbers(near=3, failed=1), date(2026, 3, 2)
    sorts = {sort: Amount(open=number, overdue=number // 3) for number, sort in enumerate(SORTS, start=1)}
    kinds = {kind: sorts[sort] for sort, named in KINDS.items() for kind in named}
    made = [digest_text(work, own, day) for work in (OpenWork(tasks=sorts, kinds=kinds, first_answers_due=1), None)]
    return [Preview("mail", each.body, _version(f"{each.subject}\n\n{each.body}"), each.subject) for each in made]


def to_mail_sender() -> list[Preview]:
    """Returns the automatic answers to whoever wrote a mail to the contact point.

    One is for where an answer to it is read, one for where none is.
    """
    made = [acknowledgement_text(is_answerable=each) for each in (True, False)]
    return [Preview("mail", each.body, _version(f"{each.subject}\n\n{each.body}"), each.subject) for each in made]


def letters() -> list[Preview]:
    """Returns each letter filled with an example, since what is typed makes the rest of it."""
    return [
        Preview("letter", as_text(each), _version(as_text(each)), title=ABOUT[kind].title)
        for kind, each in sample_letters().items()
    ]


def length(preview: Preview) -> str:
    match preview.way:
        case "mail":
            return f"Betreff {len(preview.subject)} Zeichen, Text {len(preview.text)} Zeichen"
        case "sms":
            counted = sms_length.length(preview.text)
            alphabet = ALPHABETS[counted.alphabet]
            return f"{counted.units} Zeichen ({alphabet}), versandt als {counted.segments} SMS"
        case "webhook":
            return f"{len(preview.text.encode())} Byte"
        case "letter":
            return f"{len(preview.text)} Zeichen"


def troubles(preview: Preview) -> list[str]:
    """Returns what is wrong with a text, in whole sentences.

    Nothing is wrong with a letter, which names the matter to its authority. The sentences of what a system is told are
    not measured: no person reads it.
    """
    if preview.way == "letter":
        return []
    found = [f"Dieses Wort nennt, worum es geht: {word}." for word in named(preview.whole)]
    if preview.way != "webhook" and longest_sentence(preview.text) > MOST_WORDS:
        found.append(f"Ein Satz ist länger als {MOST_WORDS} Wörter.")
    if len(preview.subject) > MOST_OF_A_SUBJECT:
        found.append(f"Der Betreff ist länger als {MOST_OF_A_SUBJECT} Zeichen.")
    if preview.way == "sms" and sms_length.length(preview.text).segments > 1:
        found.append("Der Text passt nicht in eine SMS.")
    return found


def rules_of(audience: Audience) -> list[Rule]:
    """Returns the rules by which the audience is notified by mail, in the order of the texts."""
    told = [each.person if audience == "person" else each.partner for each in TABLE.values()]
    rules = {each.rule for each in told if isinstance(each, ByMail)}
    return [rule for rule in TEXTS if rule in rules]


def _mails(audience: Audience, address: str) -> list[Preview]:
    """Returns the mails to an audience; occasions with the same text are one."""
    rules = rules_of(audience)
    made: Iterable[Callable[[str], MailText]] = dict.fromkeys(TEXTS[rule] for rule in rules)
    return [_mail(make, [rule for rule in rules if TEXTS[rule] is make], address) for make in made]


def _mail(make: Callable[[str], MailText], of: Sequence[Rule], address: str) -> Preview:
    text, place = make(address), make(PLACE if address else "")
    version = _version(f"{place.subject}\n\n{place.body}")
    return Preview("mail", text.body, version, text.subject, tuple(of), has_link=bool(address))


def _sms(address: str) -> Preview:
    version = _version(sms_texts.to_person(PLACE if address else ""))
    return Preview("sms", sms_texts.to_person(address), version, of=tuple(rules_of("person")), has_link=bool(address))


def _told(kind: str, of: tuple[Rule, ...]) -> Preview:
    body = WebhookMessage(EXAMPLE_ID, kind, EXAMPLE_ID if of else None).body().decode()
    return Preview("webhook", body, _version(body), of=of)


def _version(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:VERSION]
