"""A notice in German for staff: its occasion, how it stands, by which rule, and what happens next."""

from collections.abc import Mapping
from typing import Final, Literal

from services.notification.domain.delivery import Audience, Cause, Delivery, Hold, Obstacle, Rule, Way
from services.notification.domain.webhook import WebhookOutcome
from shared.web.pages import moment

Standing = Literal["waits", "moved", "sent", "doubted", "failed", "not_sent"]

OCCASIONS: Final[Mapping[Rule, str]] = {
    "consent_asked": "Frage nach der Einwilligung",
    "consent_corrected": "Berichtigte Einwilligung",
    "desk_answered": "Antwort der Beratung",
    "referral_accepted": "Zusage der Stelle",
    "referral_declined": "Absage der Stelle",
    "referral_sent": "Neue Anfrage",
    "deadline_near": "Erinnerung vor dem Tag der Antwort",
    "deadline_reminder": "Erinnerung der Person an eine Frist",
    "referral_overdue": "Erinnerung an die überfällige Antwort",
    "referral_recalled": "Rücknahme der Anfrage",
    "referral_informed": "Antwort auf die Rückfrage der Stelle",
    "additions_changed": "Was die Stelle zusätzlich lesen darf, hat sich geändert",
    "arrangement_offered": "Termin oder Ansprechperson der Stelle",
    "arrangement_answered": "Antwort der Person auf einen Termin der Stelle",
    "link_renewed": "Neuer Link zu einer offenen Anfrage",
    "entry_test": "Probe, ob Mails bei der Stelle ankommen",
    "capacity_asked": "Frage, ob Platz ist",
    "entry_due": "Bitte, den Eintrag im Verzeichnis zu bestätigen",
}
BADGES: Final[Mapping[Standing, tuple[str, str]]] = {
    "waits": ("wartet", "info"),
    "moved": ("verschoben", "warning"),
    "sent": ("versandt", "success"),
    "doubted": ("kam vielleicht nicht an", "warning"),
    "failed": ("kam nicht an", "danger"),
    "not_sent": ("nicht versandt", "warning"),
}
"""Words and colour."""
BY_RULE: Final[Mapping[Hold | Obstacle, str]] = {
    "once_a_day": "Die Person wurde an diesem Tag schon benachrichtigt, und das geschieht höchstens einmal am Tag.",
    "allowed_hours": "Die Person möchte nur zu bestimmten Zeiten benachrichtigt werden.",
    "daytime": "Die Person hat keine Zeiten genannt. Eine Erinnerung geht nur tagsüber hinaus.",
    "nothing_new": "Es gab nichts Neues mehr mitzuteilen.",
    "no_safe_contact": "Es gibt keinen sicheren Kontaktweg, oder die Person hat ihn widerrufen.",
    "not_wished": "Die Person möchte nicht mehr an Fristen erinnert werden.",
    "by_phone_only": "Auf dem Weg, den die Person nennt, benachrichtigen wir nicht automatisch. Bitte selbst melden.",
    "unreadable_times": "Wann eine Nachricht erlaubt ist, ließ sich nicht sicher lesen. Bitte anrufen.",
    "outside_hours_too_long": "Bis zur nächsten erlaubten Zeit dauert es zu lange. Bitte anrufen.",
}
WITHOUT_A_RULE: Final[Mapping[Audience, str]] = {
    "person": "An diesem Tag war schon eine Benachrichtigung versandt.",
    "partner": "Die Stelle nimmt keine Mails an.",
}
"""The reasons why a notice was not sent, where no rule is stored: to a person only by an earlier release."""
READ: Final[Mapping[Audience, str]] = {
    "person": "Ob die Person sie gelesen hat, ist nicht bekannt.",
    "partner": "Ob die Stelle die Anfrage geöffnet hat, steht bei der Vermittlung.",
}
FAILED: Final[Mapping[Way, str]] = {
    "mail": "Die Mail kann so nicht zugestellt werden, oder es gibt die Adresse nicht mehr.",
    "sms": "Der SMS-Dienst konnte sie nicht zustellen, oder das Telefon war zu lange aus.",
    "webhook": "Das System der Stelle hat die Nachricht drei Tage lang nicht angenommen, oder es nimmt keine mehr an.",
}
NOT_TAKEN_YET: Final = "Das System der Stelle hat die Nachricht noch nicht angenommen."
DELAYED: Final = "Ein Mailserver hat gemeldet, dass es länger dauert. Ob die Mail schon da ist, ist nicht bekannt."
DOUBTED: Final = (
    "Ein Mailserver hat die Mail mit eigenen Worten zurückgeschickt. Vielleicht kam sie nicht an, vielleicht dauert es"
    " nur länger."
)
CAUSES: Final[Mapping[Cause | None, str]] = {
    "no_mailbox": "Die Kennzahl darin heißt: Dieses Postfach gibt es dort nicht.",
    "no_domain": "Die Kennzahl darin heißt: Was hinter dem @ steht, gibt es nicht, oder es nimmt keine Mails an.",
    "mailbox_full": "Die Kennzahl darin heißt: Das Postfach ist voll.",
    "mailbox_closed": "Die Kennzahl darin heißt: Das Postfach ist gesperrt oder abgeschaltet.",
    "refused": "Die Kennzahl darin heißt: Der Mailserver dort nimmt die Mail von uns nicht an.",
    "not_yet": "Die Kennzahl darin heißt: Ein Mailserver hat noch nicht aufgegeben.",
    None: "Warum, wissen wir nicht.",
}
"""The sentences by the server's code, which nobody proves to be true.

None: there was no code, or an earlier release was told of it.
"""
NOT_KEPT: Final = "Die Worte selbst speichern wir nicht."
ASK: Final[Mapping[Audience, str]] = {
    "person": "Bitte auf einem anderen Weg nachfragen, den die Person erlaubt hat.",
    "partner": "Bitte bei der Stelle anrufen.",
}
ARRIVED: Final = "Die SMS ist auf dem Telefon. " + READ["person"]
BY: Final[Mapping[Way, str]] = {"mail": "", "sms": "per SMS", "webhook": "an ihr System"}
"""The words beside the occasion that name the way; a mail needs none."""
RESULTS: Final[Mapping[WebhookOutcome, str]] = {
    "delivered": "Das System hat die Nachricht angenommen.",
    "gone": "Das System hat geantwortet, dass es nichts mehr annimmt.",
    "refused": "Das System hat die Nachricht abgelehnt.",
    "redirected": "Das System hat auf eine andere Adresse verwiesen. Dorthin senden wir nichts.",
    "too_slow": "Das System hat nicht rechtzeitig geantwortet.",
    "unreachable": "Das System war nicht zu erreichen.",
    "tls": "Die Verbindung war nicht sicher: Das Zertifikat des Systems stimmt nicht.",
    "forbidden": "Die Adresse führt an einen Ort, an den wir nichts senden dürfen.",
}
STOPPED: Final[Mapping[Literal["gone", "by_staff"], str]] = {"gone": "nimmt nichts mehr an", "by_staff": "angehalten"}


def standing(delivery: Delivery) -> Standing:
    match delivery.state:
        case "sent":
            return "doubted" if delivery.doubted else "sent"
        case "failed":
            return "failed"
        case "suppressed":
            return "not_sent"
        case _:
            return "moved" if delivery.reason else "waits"


def sentence(delivery: Delivery) -> str:
    """Returns why the notice stands as it does."""
    match delivery.state:
        case "owed":
            return "Es ist noch kein sicherer Kontaktweg eingetragen."
        case "waiting" if delivery.tries:
            return NOT_TAKEN_YET
        case "waiting":
            return BY_RULE[delivery.reason] if delivery.reason else "Sie geht gleich hinaus, bei einer Störung später."
        case "sent" if delivery.arrived:
            return ARRIVED
        case "sent" if delivery.doubted:
            return f"{DOUBTED} {CAUSES[delivery.cause]} {NOT_KEPT} {ASK[delivery.audience]}"
        case "sent" if delivery.delayed:
            return DELAYED
        case "sent":
            return READ[delivery.audience]
        case "failed":
            return FAILED[delivery.way]
        case "suppressed":
            return BY_RULE[delivery.reason] if delivery.reason else WITHOUT_A_RULE[delivery.audience]


def when(delivery: Delivery) -> str:
    """Returns what comes next and when; for what is over, when that was."""
    if delivery.state == "owed" and delivery.due:
        return f"Wird sie bis {moment(delivery.due)} erreichbar, geht die Benachrichtigung hinaus."
    if delivery.due:
        return f"Nächster Versuch: {moment(delivery.due)}"
    return f"Stand vom {moment(delivery.at)}"
