"""The counsellors' page of texts: which leaves on which occasion, how long it is, and what is wrong with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from services.notification import text_previews
from services.notification.domain.plain_language import MOST_WORDS, longest_sentence
from services.notification.notice_texts import OCCASIONS
from services.notification.pages.deadlines import Counsellor
from services.notification.text_previews import MOST_OF_A_SUBJECT, Preview
from shared.web import Pages

WAYS: Final = {"mail": "E-Mail", "sms": "SMS", "webhook": "Nachricht an das System"}
GROUPS: Final = (
    (
        "An die betroffene Person",
        "Jede Benachrichtigung hat denselben Text, damit auch der Anlass nichts verrät. Ohne Link geht sie hinaus, wenn"
        " die Person das beim Kontaktweg so angibt. Die Worte, die sie dort nennt, sind für Anrufe: In diesen Texten"
        " stehen sie nie.",
    ),
    ("An eine Stelle", "Die Mail geht an die Adressen ihres Eintrags. Der Link öffnet die Anfrage nur mit ihrer PIN."),
    ("An das System einer Stelle", "Das liest ein Programm: Art und Aktenzeichen der Anfrage, sonst nichts."),
    (
        "An das Team",
        "Ist eine Adresse dafür eingetragen, geht diese Mail an jedem Arbeitstag um {hour} Uhr dorthin. Sie nennt nur"
        " Zahlen. Die zweite Fassung geht hinaus, wenn sie drei Stunden lang nicht abzufragen waren. Die Zahlen hier"
        " sind erfunden.",
    ),
    (
        "Auf eine Mail an die Anlaufstelle",
        "Die automatische Antwort. Sie geht höchstens einmal am Tag an eine Adresse, und nie auf Mails, die ein"
        " Programm verschickt hat. Hat die Person gesagt, wie wir sie erreichen dürfen, geht sie nur hinaus, wenn das"
        " diese Adresse ist, zu jeder Zeit.",
    ),
    (
        "Briefe",
        "Ein Brief nennt der Behörde, worum es geht. Er wird mit dem gefüllt, was Sie eintragen, und verschickt wird er"
        " nie von hier. Die Beispiele sind erfunden.",
    ),
)


@dataclass(frozen=True)
class TemplatePages:
    """The page of texts. `link`: an example of a link to a referral; `digest_at`: the hour of the mail to the staff."""

    pages: Pages
    follow_page: str
    link: str
    digest_at: int

    def router(self) -> APIRouter:
        routes = APIRouter(include_in_schema=False, prefix="/notification")
        routes.get("/templates")(self.show)
        return routes

    async def show(self, request: Request, me: Counsellor) -> HTMLResponse:
        made = (
            text_previews.to_person(self.follow_page),
            text_previews.to_partner(self.link),
            text_previews.to_system(),
            text_previews.to_staff(),
            text_previews.to_mail_sender(),
            text_previews.letters(),
        )
        groups = [
            (heading, about.format(hour=self.digest_at), _shown(previews))
            for (heading, about), previews in zip(GROUPS, made, strict=True)
        ]
        return self.pages.render(
            request, "templates.html", groups=groups, most_words=MOST_WORDS, most_of_a_subject=MOST_OF_A_SUBJECT
        )


def _shown(previews: Sequence[Preview]) -> list[dict[str, object]]:
    return [
        {
            "title": _title(each),
            "of": ", ".join(OCCASIONS[rule] for rule in each.of),
            "subject": each.subject,
            "text": each.text,
            "is_letter": each.way == "letter",
            "troubles": text_previews.troubles(each),
            "measured": _measured(each),
        }
        for each in previews
    ]


def _title(preview: Preview) -> str:
    if preview.way == "letter":
        return preview.title
    if preview.way == "webhook" and not preview.of:
        return "Probe"
    return WAYS[preview.way] + ("" if preview.has_link else " ohne Link")


def _measured(preview: Preview) -> str:
    sentence = f"längster Satz {longest_sentence(preview.text)} Wörter" if preview.way != "webhook" else ""
    return " · ".join(filter(None, (text_previews.length(preview), sentence, f"Fassung {preview.version}")))
