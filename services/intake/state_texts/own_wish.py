"""Texts of a person's wishes about their data and partners, and of their feedback. `{day}`: the last day to answer."""

from collections.abc import Mapping
from typing import Final

from services.intake.domain.form_message import Asking, Helped
from services.intake.state_texts.cells import Row, row

DATA_WISH: Final[Mapping[str, Row]] = {
    "own_data": row(
        "Sie haben verlangt zu sehen, welche Daten wir über Sie haben.",
        "Das steht Ihnen zu (Art. 15 DSGVO). Wir antworten hier unter Nachrichten, spätestens am {day}. Dann sagen wir "
        "Ihnen auch, wie Sie die Auskunft bekommen.",
        "Sie müssen nichts weiter tun. Ihren Namen brauchen wir dafür nicht.",
        "Auskunft verlangt (Art. 15 DSGVO), Antwort spätestens am {day}.",
    ),
    "erasure": row(
        "Sie haben verlangt, dass wir Ihre Daten löschen.",
        "Gelöscht ist noch nichts. Wir antworten hier spätestens am {day} (Art. 17 DSGVO). Vor dem Löschen beenden "
        "wir, was noch läuft, und schließen Ihr Anliegen ab.",
        "Ist alles gelöscht, öffnet Ihr Rückmeldecode nichts mehr. Daran sehen Sie, dass es geschehen ist. Möchten Sie "
        "es doch nicht, schreiben Sie uns hier, solange es diese Seite noch gibt.",
        "Löschung verlangt (Art. 17 DSGVO), Antwort spätestens am {day}. Stellen, die etwas bekommen haben, ist das "
        "mitzuteilen (Art. 19 DSGVO).",
    ),
}

ASKING_WORDS: Final[Mapping[Asking, str]] = {
    "never": "Nach diesen Stellen möchte ich nie gefragt werden",
    "again": "Nach diesen Stellen darf ich wieder gefragt werden",
}

PARTNER_WISH: Final[Mapping[Asking, Row]] = {
    "never": row(
        "Sie haben Stellen genannt, nach denen wir Sie nie fragen sollen.",
        "Ohne Ihr Ja erfährt keine Stelle von uns, wer Sie sind oder was geschehen ist. Wer Sie berät, hat jetzt die "
        "Aufgabe, das einzutragen. Dann werden diese Stellen nicht mehr vorgeschlagen.",
        "Fragen wir trotzdem danach, lehnen Sie ab, und sagen Sie es uns. Zurücknehmen können Sie es jederzeit auf "
        "demselben Weg.",
        "Nach diesen Stellen möchte die Person nie gefragt werden.",
    ),
    "again": row(
        "Sie haben Stellen genannt, nach denen wir Sie wieder fragen dürfen.",
        "Wer Sie sind und was geschehen ist, erfahren sie damit nicht: Vorher fragen wir Sie immer.",
        "Sie müssen nichts weiter tun.",
        "Nach diesen Stellen darf wieder gefragt werden.",
    ),
}

HELPED_WORDS: Final[Mapping[Helped, str]] = {
    "helped": "Ja, es hat geholfen",
    "partly": "Zum Teil",
    "not": "Nein, bisher nicht",
}

FEEDBACK: Final[Mapping[Helped, Row]] = {
    "helped": row(
        "Sie haben uns gesagt, dass es geholfen hat.",
        "Danke. Das liest, wer Sie berät.",
        "Sie müssen nichts weiter tun.",
        "Person sagt: Es hat geholfen.",
    ),
    "partly": row(
        "Sie haben uns gesagt, dass es zum Teil geholfen hat.",
        "Danke. Das liest, wer Sie berät.",
        "Was noch fehlt, können Sie uns jederzeit hier schreiben.",
        "Person sagt: Es hat zum Teil geholfen.",
    ),
    "not": row(
        "Sie haben uns gesagt, dass es bisher nicht geholfen hat.",
        "Danke, dass Sie es sagen. Wer Sie berät, hat jetzt die Aufgabe, das zu lesen.",
        "Was Sie jetzt brauchen, können Sie uns jederzeit hier schreiben.",
        "Person sagt: Es hat bisher nicht geholfen.",
    ),
}
