"""The two mails: each says that there is something new and where. Nothing of the matter, no name, no number."""

from dataclasses import dataclass


@dataclass(frozen=True)
class MailText:
    subject: str
    body: str


def to_person(follow_page: str) -> MailText:
    """`follow_page`: empty for a person whose mails must not lead to us."""
    where = f" hier lesen:\n\n{follow_page}\n" if follow_page else " lesen.\n"
    return MailText(
        "Neue Nachricht für Sie",
        "Guten Tag,\n"
        "\n"
        f"für Sie liegt eine neue Nachricht bereit. Mit Ihrem Code können Sie sie{where}"
        "\n"
        "Diese Mail wurde automatisch versandt. Bitte antworten Sie nicht darauf.\n",
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
        "Diese Mail wurde automatisch versandt. Bitte antworten Sie nicht darauf.\n",
    )
