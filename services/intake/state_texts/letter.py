"""Texts for a letter that the person received, shown at once, before anybody has read their message about it.

The rows are by period and how it stands, and by kind of letter if no period runs. `{day}`: the last safe day; `{over}`:
the last day by law in any Land; `{surely}`: the last day in every Land; `{received}`: when it came; `{possible}`: what
can still be done (law as of August 2026).
"""

from collections.abc import Mapping
from typing import Final

from services.intake.domain.form_message import LetterKind
from services.intake.state_texts.cells import Row, row

LETTERS: Final[Mapping[LetterKind, str]] = {
    LetterKind.DISCONTINUED_INSTRUCTED: "Einstellung des Verfahrens, mit Belehrung über die Beschwerde",
    LetterKind.DISCONTINUED: "Einstellung des Verfahrens, ohne Belehrung",
    LetterKind.PRIVATE_ACTION: "Verweis auf den Privatklageweg",
    LetterKind.COMPLAINT_REJECTED: "Antwort auf eine Beschwerde, von der Generalstaatsanwaltschaft",
    LetterKind.SUMMONS: "Ladung als Zeugin oder Zeuge",
    LetterKind.CHARGE: "Strafbefehl oder Anklage",
    LetterKind.REGISTER_BLOCK: "Schreiben zur Auskunftssperre",
    LetterKind.OTHER: "Etwas anderes",
}

HAPPENED: Final = "Sie haben uns gesagt, was am {received} mit der Post kam: {what}."
AT_THE_DESK: Final = "Post vom {received}: {what}."
PERHAPS_LATER: Final = "Manchmal bleibt danach noch etwas Zeit, etwa nach einem Feiertag. Sicher ist das nicht."
_ENDS_LATER: Final = (
    "Der letzte Werktag vor dem Ende der Frist war {day}. Nach dem Gesetz endet sie erst am {surely}, weil ihr Ende "
    "auf ein Wochenende oder einen Feiertag fällt (§ 43 StPO)."
)
_BY_HAND: Final = (
    "Werfen Sie ihn dort ein, oder faxen Sie ihn. Abschicken genügt nicht, eine einfache E-Mail meist auch nicht. "
    "Die Gründe können Sie nachreichen."
)
ONE_SENTENCE: Final = (
    "Auch ohne uns wahren Sie die Frist mit einem Satz an die Staatsanwaltschaft, unterschrieben und mit Aktenzeichen: "
    f"„Ich lege Beschwerde ein.“ Der Brief muss spätestens an diesem Tag dort sein: {_BY_HAND}"
)
ONE_SENTENCE_TODAY: Final = (
    "Läuft die Frist noch, wahren Sie sie auch ohne uns mit einem Satz an die Staatsanwaltschaft, unterschrieben und "
    f"mit Aktenzeichen: „Ich lege Beschwerde ein.“ Der Brief muss heute noch dort sein: {_BY_HAND}"
)
"""Text for the time after the last safe day."""

LETTER: Final[Mapping[str, Row]] = {
    "beschwerde_runs": row(
        HAPPENED,
        "Für eine Beschwerde kann eine Frist von zwei Wochen laufen. Der letzte sichere Tag ist {day} (§ 172 StPO).",
        f"Bitte rufen Sie uns bald an, nicht erst am letzten Tag. {ONE_SENTENCE}",
        f"{AT_THE_DESK} Beschwerde spätestens am {{day}}.",
    ),
    "beschwerde_last": row(
        HAPPENED,
        _ENDS_LATER,
        f"Bitte handeln Sie heute. {ONE_SENTENCE} Und rufen Sie uns an.",
        f"{AT_THE_DESK} Beschwerde spätestens am {{surely}} (§ 43 StPO).",
    ),
    "beschwerde_passed": row(
        HAPPENED,
        f"Der letzte sichere Tag für eine Beschwerde war {{day}} (§ 172 StPO). {PERHAPS_LATER}",
        f"Bitte handeln Sie heute. {ONE_SENTENCE_TODAY} Und rufen Sie uns an.",
        f"{AT_THE_DESK} Letzter sicherer Tag für die Beschwerde vorbei: {{day}}.",
    ),
    "beschwerde_over": row(
        HAPPENED,
        "Die Frist für eine Beschwerde ist nach diesen Angaben abgelaufen, spätestens am {over} (§ 172 StPO). "
        "{possible}",
        "Bitte rufen Sie uns trotzdem bald an. Ist der Brief später gekommen, sagen Sie uns das bitte.",
        f"{AT_THE_DESK} Frist für die Beschwerde abgelaufen, spätestens am {{over}}.",
    ),
    "discontinued": row(
        HAPPENED,
        "Stand im Brief nichts darüber, wie Sie sich beschweren können, läuft keine Frist (§§ 171, 172 StPO). "
        "Oft steht es am Ende oder auf der Rückseite.",
        "Bitte sehen Sie noch einmal nach. Steht dort eine Belehrung, geben Sie den Brief noch einmal mit Belehrung "
        "ein: Dann laufen nur zwei Wochen. Rufen Sie uns in den nächsten Tagen an: Wir erklären Ihnen, "
        "was die Einstellung bedeutet.",
        f"{AT_THE_DESK} Ohne Belehrung läuft keine Frist.",
    ),
    "private_action": row(
        HAPPENED,
        "Gegen diesen Verweis gibt es keine Beschwerde mit Frist (§ 172 StPO). "
        "Sie dürfen selbst klagen, das heißt Privatklage (§ 374 StPO).",
        "Ob das hilft, was es kostet und ob für einen Strafantrag noch Zeit ist, klären wir mit Ihnen. "
        "Bitte rufen Sie uns in den nächsten Tagen an.",
        f"{AT_THE_DESK} Keine Beschwerdefrist; Strafantrag und Sühneversuch prüfen.",
    ),
    "klageerzwingung_runs": row(
        HAPPENED,
        "Für einen Antrag beim Oberlandesgericht kann eine Frist von einem Monat laufen. "
        "Der letzte sichere Tag ist {day} (§ 172 StPO).",
        "Diesen Antrag muss eine Anwältin oder ein Anwalt unterschreiben, und das braucht Zeit. "
        "Bitte rufen Sie uns so bald wie möglich an, spätestens am {day}.",
        f"{AT_THE_DESK} Antrag beim Oberlandesgericht spätestens am {{day}}.",
    ),
    "klageerzwingung_last": row(
        HAPPENED,
        _ENDS_LATER,
        "Bitte rufen Sie sofort eine Anwältin oder einen Anwalt an, auch den Notdienst, und dann uns.",
        f"{AT_THE_DESK} Antrag beim Oberlandesgericht spätestens am {{surely}} (§ 43 StPO).",
    ),
    "klageerzwingung_passed": row(
        HAPPENED,
        f"Der letzte sichere Tag für einen Antrag beim Oberlandesgericht war {{day}} (§ 172 StPO). {PERHAPS_LATER}",
        "Bitte rufen Sie heute eine Anwältin oder einen Anwalt an, und dann uns.",
        f"{AT_THE_DESK} Letzter sicherer Tag für das Oberlandesgericht vorbei: {{day}}.",
    ),
    "klageerzwingung_over": row(
        HAPPENED,
        "Die Frist für einen Antrag beim Oberlandesgericht ist nach diesen Angaben abgelaufen, spätestens am "
        "{over} (§ 172 StPO). {possible}",
        "Bitte rufen Sie uns trotzdem bald an. Ist der Brief später gekommen, sagen Sie uns das bitte.",
        f"{AT_THE_DESK} Frist für das Oberlandesgericht abgelaufen, spätestens am {{over}}.",
    ),
    "auskunftssperre_runs": row(
        HAPPENED,
        "Eine Auskunftssperre gilt zwei Jahre vom Tag der Eintragung an (§ 51 BMG). Ist sie mit diesem Brief "
        "eingetragen, beantragen Sie die Verlängerung spätestens am {day}. Das genaue Datum steht im Brief.",
        "Lehnt der Brief die Sperre ab, oder fragt er Sie etwas, kann eine kurze Frist laufen. Sie steht meist am "
        "Ende. Bitte rufen Sie uns dann in den nächsten Tagen an.",
        f"{AT_THE_DESK} Eingetragen oder abgelehnt? Wenn eingetragen, Verlängerung spätestens am {{day}}.",
    ),
    "auskunftssperre_passed": row(
        HAPPENED,
        "Eine Auskunftssperre gilt zwei Jahre (§ 51 BMG). Nach diesen Angaben endet sie in diesen Tagen, spätestens am "
        "{over}.",
        "Bitte beantragen Sie heute die Verlängerung bei der Meldebehörde, und rufen Sie uns an.",
        f"{AT_THE_DESK} Sperre endet spätestens am {{over}}.",
    ),
    "auskunftssperre_over": row(
        HAPPENED,
        "Eine Auskunftssperre gilt zwei Jahre (§ 51 BMG). Nach diesen Angaben endete sie spätestens am {over}. "
        "{possible}",
        "Bitte rufen Sie uns bald an.",
        f"{AT_THE_DESK} Sperre spätestens am {{over}} abgelaufen.",
    ),
    "summons": row(
        HAPPENED,
        "Der Tag im Brief zählt. Zu Gericht und Staatsanwaltschaft müssen Sie kommen (§§ 48, 161a StPO), zur Polizei, "
        "wenn die Staatsanwaltschaft es angeordnet hat (§ 163 StPO).",
        "Bitte rufen Sie uns vor diesem Tag an, und schreiben Sie uns, wann er ist. Fürchten Sie sich, Ihre "
        "Wohnung zu nennen, kann man Ihnen eine andere Anschrift erlauben (§ 68 StPO).",
        f"{AT_THE_DESK} Termin erfragen, § 68 StPO ansprechen.",
    ),
    "charge": row(
        HAPPENED,
        "Geht es darin um die andere Person, läuft für Sie meist keine Frist. Richtet es sich gegen Sie selbst, kann "
        "eine sehr kurze laufen: gegen einen Strafbefehl zwei Wochen ab der Zustellung (§ 410 StPO).",
        "Richtet es sich gegen Sie, rufen Sie bitte noch heute eine Anwältin oder einen Anwalt an, und dann uns. "
        "Sonst besprechen wir mit Ihnen, was vor Gericht geschieht und welche Rechte Sie dort haben.",
        f"{AT_THE_DESK} Gegen wen? Gegen die Person selbst: zwei Wochen (§ 410 StPO).",
    ),
    "other": row(
        HAPPENED,
        "Ob eine Frist läuft, können wir daraus nicht sehen. Oft steht sie am Ende des Briefs.",
        "Bitte sehen Sie nach und rufen Sie uns bald an, am besten heute oder am nächsten Werktag.",
        AT_THE_DESK,
    ),
}
