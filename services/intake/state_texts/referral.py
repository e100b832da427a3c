"""The states of a referral.

`{partner}`: the name of the other organisation; `{by}`: the day of its answer; `{answer}`: a sentence with that day.
"""

from collections.abc import Mapping
from typing import Final

from services.intake.state_texts.cells import Row, row

ANOTHER: Final = (
    "Wir suchen mit Ihnen eine andere Stelle. Bevor sie erfährt, wer Sie sind oder was geschehen ist, fragen wir Sie."
)

REFERRAL: Final[Mapping[str, Row]] = {
    "named": row(
        "Sie möchten sich selbst melden: {partner}.",
        "Die Stelle erfährt dadurch von uns nicht, wer Sie sind oder was geschehen ist.",
        "Wie Sie die Stelle erreichen, steht auf dieser Seite oben.",
        "{partner} ist genannt: Die Person meldet sich selbst.",
    ),
    "sent": row(
        "{partner} wurde um Hilfe gebeten.",
        "Die Stelle kann jetzt lesen, was Sie erlaubt haben, und sonst nichts.",
        "{answer} Hier lesen Sie, was sie antwortet.",
        "Anfrage an {partner} übermittelt, Antwort erbeten {by}.",
    ),
    "delivered": row(
        "{partner} hat Ihre Angaben angesehen.",
        "Zugesagt ist damit noch nichts.",
        "Als Nächstes sagt die Stelle zu oder ab. Das lesen Sie hier.",
        "{partner} hat die Angaben angesehen.",
    ),
    "questioned": row(
        "{partner} hat eine Rückfrage, bevor sie entscheidet.",
        "Zugesagt ist damit noch nichts. Unsere Beratung hat die Aufgabe, sie zu beantworten: nur aus dem, was Sie"
        " erlaubt haben.",
        "Braucht die Stelle mehr von Ihnen, fragen wir Sie vorher hier.",
        "{partner} fragt nach, bevor sie entscheidet.",
    ),
    "informed": row(
        "{partner} hat von uns eine Antwort auf ihre Rückfrage.",
        "Zugesagt ist damit noch nichts.",
        "{answer} Hier lesen Sie, was sie antwortet.",
        "Rückfrage von {partner} beantwortet, Antwort erbeten {by}.",
    ),
    "waitlisted": row(
        "{partner} hat gerade niemanden frei und führt Sie auf einer Warteliste.",
        "Zugesagt ist damit noch nichts. {answer}",
        "Dauert Ihnen das zu lange, schreiben Sie uns hier. Dann suchen wir mit Ihnen eine andere Stelle.",
        "{partner} hat eine Warteliste, Antwort erbeten {by}.",
    ),
    "accepted": row(
        "{partner} hat zugesagt zu helfen.",
        "Haben Sie Ihren Kontaktweg freigegeben, meldet sich die Stelle bei Ihnen. Sonst kann sie Ihnen nur hier einen"
        " Termin vorschlagen: Schauen Sie bitte wieder herein.",
        "Hören Sie in den nächsten Tagen nichts, oder möchten Sie sich dort selbst melden, schreiben Sie uns hier.",
        "{partner} hat zugesagt.",
    ),
    "declined": row(
        "{partner} kann nicht helfen.",
        "Das liegt nicht an Ihnen. Die Stelle kann Ihre Angaben bei uns nicht mehr öffnen.",
        ANOTHER,
        "{partner} hat abgelehnt.",
    ),
    "contacted": row(
        "{partner} hat Verbindung mit Ihnen aufgenommen.",
        "So hat es uns die Stelle gesagt.",
        "Stimmt das nicht, schreiben Sie uns hier.",
        "{partner} hat die Person erreicht.",
    ),
    "completed": row(
        "{partner} hat die Hilfe abgeschlossen.",
        "Für die Stelle ist Ihr Anliegen damit beendet, für uns nicht.",
        "Brauchen Sie mehr, schreiben Sie uns hier.",
        "{partner} hat die Hilfe abgeschlossen.",
    ),
    "returned": row(
        "{partner} hat den Auftrag zurückgegeben.",
        "Die Stelle macht nicht weiter. Das liegt nicht an Ihnen.",
        ANOTHER,
        "{partner} hat den Auftrag zurückgegeben.",
    ),
    "failed": row(
        "Die Hilfe durch {partner} kam nicht zustande.",
        "So hat es uns die Stelle gesagt.",
        "Wir überlegen mit Ihnen, was jetzt hilft, und schreiben Ihnen hier.",
        "Hilfe durch {partner} kam nicht zustande.",
    ),
    "overdue": row(
        "{partner} hat noch nicht geantwortet.",
        "Die Zeit für die Antwort ist um. Unsere Beratung hat die Aufgabe, dort nachzufragen.",
        "Schweigt die Stelle weiter, schlagen wir Ihnen eine andere vor.",
        "{partner} hat nicht rechtzeitig geantwortet.",
    ),
    "expired": row(
        "{partner} hat nicht geantwortet.",
        "Die Anfrage ist beendet. Die Stelle kann Ihre Angaben bei uns nicht mehr öffnen.",
        ANOTHER,
        "Anfrage an {partner} ohne Antwort beendet.",
    ),
    "recalled": row(
        "Die Vermittlung an {partner} ist zurückgenommen.",
        "Von uns erfährt die Stelle nichts mehr. Was sie schon weiß, lässt sich nicht zurückholen.",
        "Was jetzt helfen kann, besprechen wir mit Ihnen.",
        "Vermittlung an {partner} zurückgenommen.",
    ),
    "never_sent": row(
        "Die Anfrage an {partner} ist zurückgenommen, bevor wir sie übermittelt haben.",
        "Mit dieser Anfrage haben wir nichts weitergegeben.",
        "Was jetzt helfen kann, besprechen wir mit Ihnen.",
        "Anfrage an {partner} zurückgenommen, bevor sie übermittelt war.",
    ),
    "not_asked": row(
        "{partner} kann unsere Anfragen noch nicht bekommen. Wir haben dort nicht gefragt.",
        "Von dem, was Sie erlaubt haben, haben wir nichts weitergegeben. Das hätten wir vorher merken müssen. Es tut"
        " uns leid.",
        "Unsere Beratung hat die Aufgabe, mit Ihnen zu klären, wie es weitergeht. Vielleicht können Sie sich dort"
        " selbst melden, oder es passt eine andere Stelle.",
        "{partner} wurde nicht gefragt, weil die Stelle noch nicht eingerichtet ist.",
    ),
}
