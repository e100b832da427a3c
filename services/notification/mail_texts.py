"""The texts of all mails: each says that there is something new and where.

None holds anything of the matter, a name or a number.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from services.notification.domain.delivery import Rule

AUTOMATIC: Final = "Diese Mail wurde automatisch versandt. Bitte antworten Sie nicht darauf.\n"


@dataclass(frozen=True)
class MailText:
    subject: str
    body: str


def to_person(follow_page: str) -> MailText:
    """Returns the text. `follow_page`: empty for a person whose mails must not lead to us."""
    where = f" hier lesen:\n\n{follow_page}\n" if follow_page else " lesen.\n"
    return MailText(
        "Neue Nachricht für Sie",
        f"Guten Tag,\n\nfür Sie liegt eine neue Nachricht bereit. Mit Ihrem Code können Sie sie{where}\n{AUTOMATIC}",
    )


def to_partner(link: str) -> MailText:
    return MailText(
        "Neue Anfrage im Partnernetz",
        "Guten Tag,\n"
        "\n"
        "für Ihre Stelle liegt eine neue Anfrage bereit. Über diesen Link und mit Ihrer PIN können Sie sie\n"
        "ansehen und beantworten:\n"
        "\n"
        f"{link}\n"
        "\n"
        "Der Link gilt nur für diese Anfrage. Bitte leiten Sie ihn nicht weiter.\n"
        f"{AUTOMATIC}",
    )


def to_reminded_partner(link: str) -> MailText:
    return MailText(
        "Erinnerung: Anfrage im Partnernetz",
        "Guten Tag,\n"
        "\n"
        "eine Anfrage an Ihre Stelle wartet noch auf Ihre Antwort. Auch eine Absage hilft weiter. Über diesen\n"
        "Link und mit Ihrer PIN können Sie sie ansehen und beantworten:\n"
        "\n"
        f"{link}\n"
        "\n"
        "Der Link gilt nur für diese Anfrage. Bitte leiten Sie ihn nicht weiter.\n"
        f"{AUTOMATIC}",
    )


def to_late_partner(link: str) -> MailText:
    return MailText(
        "Eine Anfrage im Partnernetz wartet auf Ihre Antwort",
        "Guten Tag,\n"
        "\n"
        "für Ihre Stelle liegt eine Anfrage bereit, auf die wir noch keine Antwort haben. Über diesen Link\n"
        "und mit Ihrer PIN können Sie sie ansehen und beantworten:\n"
        "\n"
        f"{link}\n"
        "\n"
        "Wenn Sie nicht helfen können, sagen Sie es bitte dort: Dann suchen wir eine andere Stelle.\n"
        "Der Link gilt nur für diese Anfrage. Bitte leiten Sie ihn nicht weiter.\n"
        f"{AUTOMATIC}",
    )


def to_recalled_partner(link: str) -> MailText:
    return MailText(
        "Eine Anfrage im Partnernetz ist zurückgezogen",
        "Guten Tag,\n"
        "\n"
        "eine Anfrage an Ihre Stelle ist zurückgezogen. Welche es ist und was das heißt, lesen Sie mit Ihrer\n"
        "PIN über diesen Link:\n"
        "\n"
        f"{link}\n"
        "\n"
        "Der Link gilt nur für diese Anfrage. Bitte leiten Sie ihn nicht weiter.\n"
        f"{AUTOMATIC}",
    )


def to_informed_partner(link: str) -> MailText:
    return MailText(
        "Antwort auf Ihre Rückfrage im Partnernetz",
        "Guten Tag,\n"
        "\n"
        "auf Ihre Rückfrage zu einer Anfrage liegt eine Antwort bereit. Über diesen Link und mit Ihrer PIN\n"
        "können Sie sie lesen und die Anfrage beantworten:\n"
        "\n"
        f"{link}\n"
        "\n"
        "Der Link gilt nur für diese Anfrage. Bitte leiten Sie ihn nicht weiter.\n"
        f"{AUTOMATIC}",
    )


def to_partner_of_additions(link: str) -> MailText:
    return MailText(
        "Neues zu einer Anfrage im Partnernetz",
        "Guten Tag,\n"
        "\n"
        "zu einer Anfrage an Ihre Stelle hat sich geändert, was Sie dort lesen können. Über diesen Link und\n"
        "mit Ihrer PIN sehen Sie, was jetzt gilt:\n"
        "\n"
        f"{link}\n"
        "\n"
        "Der Link gilt nur für diese Anfrage. Bitte leiten Sie ihn nicht weiter.\n"
        f"{AUTOMATIC}",
    )


def to_answered_partner(link: str) -> MailText:
    return MailText(
        "Antwort auf Ihren Vorschlag im Partnernetz",
        "Guten Tag,\n"
        "\n"
        "auf das, was Ihre Stelle zu einer Anfrage vorgeschlagen hat, liegt eine Antwort bereit. Über diesen\n"
        "Link und mit Ihrer PIN können Sie sie lesen:\n"
        "\n"
        f"{link}\n"
        "\n"
        "Der Link gilt nur für diese Anfrage. Bitte leiten Sie ihn nicht weiter.\n"
        f"{AUTOMATIC}",
    )


def to_partner_without_link(link: str) -> MailText:
    return MailText(
        "Ihr neuer Link im Partnernetz",
        "Guten Tag,\n"
        "\n"
        "auf der Seite eines abgelaufenen Links wurde ein neuer angefordert. Er führt zu derselben Anfrage\n"
        "an Ihre Stelle. Zum Ansehen brauchen Sie wie immer Ihre PIN:\n"
        "\n"
        f"{link}\n"
        "\n"
        "Der abgelaufene Link öffnet nichts mehr. Haben Sie keinen neuen angefordert, brauchen Sie nichts\n"
        "zu tun. Der Link gilt nur für diese Anfrage. Bitte leiten Sie ihn nicht weiter.\n"
        f"{AUTOMATIC}",
    )


def to_tried_partner(link: str) -> MailText:
    return MailText(
        "Kommt diese Mail bei Ihnen an?",
        "Guten Tag,\n"
        "\n"
        "mit dieser Mail prüfen wir, ob Nachrichten aus dem Partnernetz bei Ihnen ankommen. Bitte öffnen Sie\n"
        "diesen Link und bestätigen Sie es dort mit einem Klick:\n"
        "\n"
        f"{link}\n"
        "\n"
        "Mehr geschieht dabei nicht. Der Link gilt 14 Tage. Haben Sie niemals mit uns gesprochen, brauchen\n"
        "Sie nichts zu tun.\n"
        f"{AUTOMATIC}",
    )


def to_partner_with_an_old_entry(link: str) -> MailText:
    return MailText(
        "Stimmt Ihr Eintrag im Partnernetz noch?",
        "Guten Tag,\n"
        "\n"
        "bitte sehen Sie den Eintrag Ihrer Stelle an. Es dauert eine Minute. Über diesen Link und mit Ihrer\n"
        "PIN können Sie ihn bestätigen oder berichtigen:\n"
        "\n"
        f"{link}\n"
        "\n"
        "Ohne Ihre Bestätigung gilt der Eintrag nach einem Jahr als veraltet. Dann schlagen wir Ihre Stelle\n"
        "nur noch nach anderen vor. Der Link gilt 30 Tage. Bitte leiten Sie ihn nicht weiter.\n"
        f"{AUTOMATIC}",
    )


def to_partner_asked_for_room(link: str) -> MailText:
    return MailText(
        "Eine Frage im Partnernetz: Haben Sie Platz?",
        "Guten Tag,\n"
        "\n"
        "wir möchten wissen, ob Ihre Stelle Platz hat. Über diesen Link und mit Ihrer PIN können Sie die\n"
        "Frage ansehen und beantworten. Es dauert eine Minute und bindet Sie nicht:\n"
        "\n"
        f"{link}\n"
        "\n"
        "Der Link gilt nur für diese Frage. Bitte leiten Sie ihn nicht weiter.\n"
        f"{AUTOMATIC}",
    )


TEXTS: Final[Mapping[Rule, Callable[[str], MailText]]] = {
    "consent_asked": to_person,
    "consent_corrected": to_person,
    "desk_answered": to_person,
    "referral_accepted": to_person,
    "referral_declined": to_person,
    "deadline_reminder": to_person,
    "arrangement_offered": to_person,
    "referral_sent": to_partner,
    "deadline_near": to_reminded_partner,
    "referral_overdue": to_late_partner,
    "referral_recalled": to_recalled_partner,
    "referral_informed": to_informed_partner,
    "additions_changed": to_partner_of_additions,
    "arrangement_answered": to_answered_partner,
    "link_renewed": to_partner_without_link,
    "entry_test": to_tried_partner,
    "entry_due": to_partner_with_an_old_entry,
    "capacity_asked": to_partner_asked_for_room,
}
"""The texts by rule, each made with the address that it leads to.

All to a person are the same: one mail may be of several news.
"""
