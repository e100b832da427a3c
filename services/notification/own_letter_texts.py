"""The texts that somebody reads before writing a letter alone.

They say what the letter does, what it does not, who may sign it, where it goes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from services.notification.letter_texts import LetterKind

TO_THE_FILE: Final = (
    "Was im Brief steht, kommt in die Akten, auch die Anschrift. Wer beschuldigt ist, kann sie meist lesen, oft über"
    " eine Anwältin oder einen Anwalt. Soll niemand erfahren, wo Sie wohnen, schreiben Sie eine andere Anschrift"
    " hin."
)
OBLIGED: Final = (
    "Polizei und Staatsanwaltschaft müssen ermitteln, wenn sie durch den Brief von einer Straftat erfahren. Das"
    " lässt sich nicht zurücknehmen."
)


@dataclass(frozen=True)
class Before:
    """The text before one letter. `beware`: what cannot be taken back or is read by others."""

    path: str
    does: str
    does_not: str
    signs: str
    goes_to: str
    beware: tuple[str, ...] = (TO_THE_FILE,)


BEFORE: Final[Mapping[LetterKind, Before]] = {
    LetterKind.INFORMATION_REQUEST: Before(
        path="auskunft-zum-verfahren",
        does=(
            "Sie verlangen damit, dass man Ihnen sagt, wie es mit einem Verfahren weitergeht. Ohne diesen Antrag"
            " erfahren Sie vieles nicht, zum Beispiel wann verhandelt wird."
        ),
        does_not="Er ist keine Anzeige und kein Strafantrag, und er hält keine Frist an.",
        signs="Wer durch die Tat selbst verletzt ist. Für ein Kind unterschreiben die Sorgeberechtigten.",
        goes_to=(
            "An die Staatsanwaltschaft. Wissen Sie nicht, welche es ist, fragen Sie dort nach, wo Sie die Tat"
            " angezeigt haben."
        ),
    ),
    LetterKind.COMPLAINT: Before(
        path="beschwerde",
        does="Sie verlangen damit, dass weiter ermittelt wird. Die vorgesetzte Behörde prüft die Einstellung.",
        does_not=(
            "Er ist keine neue Anzeige. Wurde wegen geringer Schuld oder gegen Auflagen eingestellt, oder wurden Sie"
            " auf die Privatklage verwiesen, ist er meist nicht der richtige Brief. Fragen Sie uns bitte vorher."
        ),
        signs="Wer Anzeige erstattet oder Strafantrag gestellt hat und durch die Tat selbst verletzt ist.",
        goes_to=(
            "An die Staatsanwaltschaft, die eingestellt hat. Er muss innerhalb von zwei Wochen dort sein, nachdem"
            " Sie den Bescheid bekommen haben; abgeschickt allein genügt nicht. Stand im Bescheid nicht, wie und bis"
            " wann Sie sich beschweren können, läuft diese Frist nicht. Eine einfache E-Mail reicht meist nicht."
        ),
    ),
    LetterKind.CONFIRMATION: Before(
        path="bestaetigung",
        does="Sie verlangen damit eine schriftliche Bestätigung, dass Ihre Anzeige eingegangen ist.",
        does_not="Er ersetzt keine Anzeige: Die muss es schon geben. Er ist auch kein Strafantrag.",
        signs="Wer die Tat angezeigt hat und durch sie selbst verletzt ist.",
        goes_to="An die Stelle, bei der Sie die Tat angezeigt haben, meist die Polizei.",
    ),
    LetterKind.OTHER_ADDRESS: Before(
        path="andere-anschrift",
        does="Sie beantragen damit, als Zeugin oder Zeuge eine andere Anschrift anzugeben als die Ihrer Wohnung.",
        does_not=(
            "Er entscheidet nichts: Das tut, wer Sie vernimmt. Steht Ihre Wohnung schon in den Akten, verschwindet sie"
            " dort nicht von selbst. Er ist keine Anzeige und kein Strafantrag."
        ),
        signs="Wer als Zeugin oder Zeuge aussagen soll. Wer durch eine Tat verletzt ist, ist das fast immer.",
        goes_to="An die Polizei oder Staatsanwaltschaft, bei der das Verfahren liegt.",
        beware=(TO_THE_FILE, OBLIGED),
    ),
    LetterKind.REGISTER_BLOCK: Before(
        path="auskunftssperre",
        does="Sie beantragen damit, dass das Einwohnermeldeamt Ihre Anschrift nicht ohne Weiteres herausgibt.",
        does_not=(
            "Er wirkt erst, wenn die Sperre eingetragen ist, und gilt dann zwei Jahre. Behörden und andere"
            " öffentliche Stellen können die Anschrift weiter erfahren. Was im Netz steht, bleibt dort. Er ist keine"
            " Anzeige und kein Strafantrag."
        ),
        signs=(
            "Sie selbst, für Kinder die Sorgeberechtigten. Erwachsene, die bei Ihnen wohnen und geschützt werden"
            " sollen, unterschreiben am besten mit."
        ),
        goes_to="An die Meldebehörde der Gemeinde, in der Sie wohnen. Sie will oft einen Ausweis sehen.",
        beware=("Schreiben Sie nur hinein, was die Meldebehörde wissen muss: warum Ihnen Gefahr droht.",),
    ),
    LetterKind.SUPERIOR: Before(
        path="dienstvorgesetzte",
        does=(
            "Dieser Brief ist ein Strafantrag. Mit ihm verlangt die dienstvorgesetzte Stelle, dass eine Tat gegen"
            " jemanden aus ihrem Dienst verfolgt wird."
        ),
        does_not=(
            "Er gilt nur für Taten, bei denen das Gesetz den Vorgesetzten einen eigenen Antrag gibt, zum Beispiel"
            " Beleidigung im Dienst. Er ersetzt nicht den Strafantrag der betroffenen Person."
        ),
        signs=(
            "Nur wer der betroffenen Person dienstlich vorgesetzt ist, nicht sie selbst. Leitet sie die Behörde, ist"
            " es meist die Aufsicht. Wer nur ein Mandat hat, hat in der Regel keine Dienstvorgesetzten."
        ),
        goes_to=(
            "An Polizei, Staatsanwaltschaft oder Amtsgericht. Er muss dort sein, bevor drei Monate um sind, nachdem"
            " die Vorgesetzten von Tat und Täter erfahren haben. Es muss erkennbar sein, wer ihn stellt: Ohne Namen"
            " gilt er nicht."
        ),
        beware=(TO_THE_FILE, OBLIGED),
    ),
    LetterKind.EVIDENCE: Before(
        path="beweisliste",
        does="Sie nennen damit, welche Beweise es gibt, damit nichts davon übersehen wird.",
        does_not=(
            "Er ist keine Anzeige und kein Strafantrag, sondern gehört zu einer Anzeige, die es schon gibt. Er"
            " sichert auch nichts: Heben Sie alles auf, und schicken Sie keine Originale mit."
        ),
        signs="Wer die Tat angezeigt hat.",
        goes_to="An die Stelle, bei der Sie die Tat angezeigt haben, meist die Polizei.",
        beware=(TO_THE_FILE, OBLIGED),
    ),
}
BY_PATH: Final[Mapping[str, LetterKind]] = {before.path: kind for kind, before in BEFORE.items()}
