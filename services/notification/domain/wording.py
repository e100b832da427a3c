"""All that we ever write in a mail: that there is something, and where. Nothing of the matter, no name, no number."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Wording:
    subject: str
    body: str


def to_person(follow_page: str) -> Wording:
    return Wording(
        "Neue Nachricht für Sie",
        "Guten Tag,\n"
        "\n"
        "für Sie liegt eine neue Nachricht bereit. Mit Ihrem Code können Sie sie hier lesen:\n"
        "\n"
        f"{follow_page}\n"
        "\n"
        "Diese Mail wurde automatisch versandt. Bitte antworten Sie nicht darauf.\n",
    )


def to_partner(link: str) -> Wording:
    return Wording(
        "Neue Anfrage im Partnernetz",
        "Guten Tag,\n"
        "\n"
        "für Ihre Stelle liegt eine neue Anfrage bereit. Über diesen Link und mit Ihrer PIN können Sie sie\n"
        "ansehen und beantworten:\n"
        "\n"
        f"{link}\n"
        "\n"
        "Der Link gilt nur für diese Anfrage. Bitte leiten Sie ihn nicht weiter.\n"
        "Diese Mail wurde automatisch versandt. Bitte antworten Sie nicht darauf.\n",
    )
