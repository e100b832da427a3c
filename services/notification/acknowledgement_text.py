"""The text of the automatic answer to a mail: nothing of what that mail says, no name, and nothing of the matter."""

from typing import Final

from services.notification.mail_texts import AUTOMATIC, MailText
from shared.opening_hours import OFFICE_HOURS
from shared.web.opening_hours_de import said_hours

ANSWERED: Final = (
    "Fehlt noch etwas, antworten Sie einfach auf diese Mail. Diese Bestätigung kommt höchstens einmal\n"
    "am Tag.\n"
    "\n"
    "Diese Mail wurde automatisch versandt.\n"
)
WRITTEN_ANEW: Final = (
    "Fehlt noch etwas, schreiben Sie bitte noch einmal an dieselbe Adresse. Diese Bestätigung kommt\n"
    "höchstens einmal am Tag.\n"
    f"{AUTOMATIC}"
)


def acknowledgement_text(*, is_answerable: bool) -> MailText:
    """Returns the text for whoever wrote to the contact point; nobody knows who that is.

    `is_answerable`: somebody reads an answer to it.
    """
    return MailText(
        "Ihre Mail ist angekommen",
        "Guten Tag,\n"
        "\n"
        "Ihre Mail ist bei uns angekommen. Ein Mensch liest sie.\n"
        "\n"
        f"Wir sind {said_hours(OFFICE_HOURS)} da, an Feiertagen nicht.\n"
        "\n"
        "Im Notfall wählen Sie bitte 110 oder 112.\n"
        "\n"
        f"{ANSWERED if is_answerable else WRITTEN_ANEW}",
    )
