"""The automatic answer to a mail: nothing of what it says, no name, and nothing of the matter."""

from services.notification.mail_texts import AUTOMATIC, MailText
from shared.opening_hours import OFFICE_HOURS
from shared.web.opening_hours_de import said_hours


def acknowledgement_text() -> MailText:
    """To whoever wrote to the contact point: who that is, nobody knows."""
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
        "Fehlt noch etwas, schreiben Sie bitte noch einmal an dieselbe Adresse. Diese Bestätigung kommt\n"
        "höchstens einmal am Tag.\n"
        f"{AUTOMATIC}",
    )
