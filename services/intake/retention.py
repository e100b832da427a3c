"""What intake keeps of whom, why and until when."""

from datetime import timedelta
from functools import partial
from typing import Any, Final

from services.intake.domain.acceptance import REMEMBERED
from services.intake.domain.acknowledgement import LASTS as ACKNOWLEDGED
from services.intake.domain.begun_report import KEPT_FOR
from services.intake.domain.draft import LASTS
from services.intake.domain.evidence import UNCLAIMED
from services.intake.domain.one_time import LIVES
from services.intake.domain.quotes import LASTS as QUOTED
from services.intake.domain.retention_period import PERIODS
from services.intake.domain.situation import Situation, Wishes
from services.intake.store import (
    ACCEPTANCES,
    ACKNOWLEDGEMENTS,
    AGREED_WORDS,
    ARRANGEMENTS,
    CALLER_CHECKS,
    CASES,
    COLLEAGUES,
    CONSENTS,
    CONTACTS,
    DISCLOSURES,
    DRAFTS,
    EVIDENCE,
    FOUND_BY,
    HANDOVERS,
    INCIDENTS,
    INSPECTIONS,
    MAIL_PARTS,
    MAILBOXES,
    MAILS,
    MESSAGES,
    NEW_CODES,
    NOTES,
    PARTNERS,
    PROGRESS,
    QUOTES_SHOWN,
    RELATED,
    RETENTION_PERIODS,
    SAFE_CONTACTS,
    TAKEN,
    TASKS,
)
from services.intake.store.face import BEGUN_REPORTS, CHANNELS, REQUESTS, THREADS, UPLOAD_PARTS
from shared.retention import Basis, Period, ProcessingRecord, Whose, shape
from shared.store import RETENTION, Repository

ORDER: Final = "Ordnung des Bestands (Kennung, Stand, Aufbau, Löschdatum)"
ORDERED: Final = "_id version schema erase_after"
BELONGS: Final = "Zuordnung zu Kontakt und Fall"
TEAM: Final = "Beratungsteam"
BOTH: Final = "Beratungsteam; die Person selbst mit ihrem Rückmeldecode"
LIKE_THE_CASE: Final = Period(
    f"mit dem Fall: {PERIODS.case} Monate nach dem Abschluss, {PERIODS.case_ended_early}, wenn die Person ihn beendete "
    f"oder sich nicht mehr meldete; {PERIODS.contact} nach einem Anliegen ohne Fall (`LOTSE_RETENTION`)",
    "sweep",
)
WHILE_THEY_WORK: Final = Period(f"{RETENTION.days // 365} Jahre nach der letzten Änderung (`erase_after`)", "not yet")
UNTIL_DELISTED: Final = Period("bis der Partner das Verzeichnis verlässt", "not yet")

from_the_person: Final = partial(ProcessingRecord, whose=Whose.PERSON, basis=Basis.CONSENT, period=LIKE_THE_CASE)


def written(repository: Repository[Any]) -> frozenset[str]:
    return shape(repository.model, *ORDERED.split(), without={"id"})


CASE_PICTURE: Final = " ".join(f"situation.{name}" for name in Situation.model_fields if name != "wishes")
WISHES: Final = " ".join(f"situation.wishes.{name}" for name in Wishes.model_fields)

STORE: Final[dict[str, ProcessingRecord]] = {
    CONTACTS.name: from_the_person(
        why="Eingang eines Anrufs, einer Nachricht, eines Formulars; wer sich kümmert",
        seen_by=TEAM,
        fields={
            ORDER: ORDERED,
            BELONGS: "case_id",
            "Wer sich für jemand anderen meldet: der Fall dieses Menschen, nur für das Team": "linked_case",
            "Fall derselben Person, dem es zugeordnet ist, nur für das Team": "joined_to",
            "Warteschlange und Zuständigkeit": "state recorded_at turn counsellor held_for",
            "Einordnung des Anliegens": "channel reason land",
            "Tag des Briefs oder Gesprächs": "happened_on",
            "Warum es neben einem gefundenen Fall für sich bleibt": "alone",
            "Wie die Stelle gefunden wird": "via",
            "Zeichen des meldenden Portals, versiegelt": "channel_reference",
            "Tage, Ort und Teilnehmende eines gewünschten Vortrags, versiegelt": "talk",
        },
        shape=written(CONTACTS),
    ),
    CASES.name: from_the_person(
        why="Beratung der betroffenen Person und Vermittlung an Partner",
        seen_by=TEAM,
        fields={
            ORDER: ORDERED,
            BELONGS: "contact_id",
            "Grobes Bild für Dringlichkeit, Vorschläge und Zählung": CASE_PICTURE + " channel said_urgency triaged",
            "Wünsche, die Vorschläge ausschließen": WISHES,
            "Stand und Ergebnis": "state outcome",
            "Kurze Nummer zum Wiederfinden, ohne Bedeutung": "number",
            "Offene und beendete Vermittlungen": (
                "referrals.id referrals.partner.id referrals.partner.name referrals.partner.category referrals.open"
                " referrals.step"
            ),
        },
        shape=written(CASES),
    ),
    MESSAGES.name: from_the_person(
        why="Gespräch zwischen Person und Beratungsteam",
        seen_by=BOTH,
        fields={
            ORDER: ORDERED,
            BELONGS: "thread",
            "Reihenfolge, Absender, Stunde, ungelesen, ob Nachricht oder Formular": "number by at unread kind",
            "Ob vom Team von einem Brief oder einer Mail abgeschrieben": "copied",
            "Text, versiegelt unter dem Schlüssel des Falls": "sealed",
            "Zugehörige Mail, wenn eine kam": "mail",
        },
        shape=written(MESSAGES),
    ),
    MAILS.name: from_the_person(
        why="Eingang per Mail: dieselbe nicht zweimal annehmen, eine Antwort darauf zuordnen, ihre Anhänge nennen",
        seen_by=TEAM,
        fields={
            ORDER: ORDERED,
            BELONGS: "thread message",
            "Prüfwerte von Fundort und Kennung der Mail": "place known_as",
            "Größe": "size parts",
            "Absender, Betreff, Namen der Anhänge, versiegelt unter dem Schlüssel des Falls": "sealed",
        },
        shape=written(MAILS),
    ),
    MAIL_PARTS.name: from_the_person(
        why="Die Mail, wie sie kam, mit ihren Anhängen; die Datei eines Beweises, wie sie kam",
        seen_by=TEAM,
        fields={
            ORDER: ORDERED,
            BELONGS: "thread mail",
            "Reihenfolge": "number",
            "Inhalt, versiegelt unter dem Schlüssel des Falls": "sealed",
        },
        shape=written(MAIL_PARTS),
    ),
    EVIDENCE.name: from_the_person(
        why="Beweise, die die Person sichern möchte",
        seen_by=BOTH + ", ohne die Datei",
        fields={
            ORDER: ORDERED,
            BELONGS: "thread",
            "Reihenfolge, Stunde, Umfang": "number at parts",
            "Prüfsumme, Art, Größe, Zeit und was die Person dazu schreibt, versiegelt unter dem Schlüssel des Falls": (
                "sealed"
            ),
        },
        shape=written(EVIDENCE),
    ),
    MAILBOXES.name: ProcessingRecord(
        why="Merken, wenn das Postfach nicht gelesen werden kann",
        whose=Whose.NOBODY,
        basis=Basis.NONE,
        seen_by="Betrieb",
        period=Period("bis es das nächste Mal gelesen wird", "replaced"),
        fields={ORDER: ORDERED, "Wann es zuletzt gelesen wurde, wie viele Mails dort liegen": "read_at waiting"},
        shape=written(MAILBOXES),
    ),
    SAFE_CONTACTS.name: from_the_person(
        why="Die Person erreichen, ohne ihr zu schaden",
        seen_by="Beratungsteam, mit Vermerk; Dienst Benachrichtigung bei jedem Versand, ohne Speicherung",
        fields={
            ORDER: ORDERED,
            BELONGS: "thread contact_id case_id",
            "Weg, Adresse, Tage und Zeiten, Worte, wer abhebt, Mailbox, versiegelt": "sealed",
            "Reihenfolge, Widerruf": "number withdrawn",
            "Wer im Team sie wann für die Person eintrug": "stated_for.by stated_for.at",
        },
        shape=written(SAFE_CONTACTS),
    ),
    FOUND_BY.name: from_the_person(
        why="Den Fall wiederfinden, wenn die Person ihre Nummer oder Adresse nennt",
        seen_by="niemand",
        fields={
            ORDER: "version schema erase_after",
            BELONGS: "_id thread",
            "Prüfwert der Nummer oder Adresse, mit einem Schlüssel des Beratungsplatzes": "mark",
        },
        shape=written(FOUND_BY),
    ),
    AGREED_WORDS.name: from_the_person(
        why="Am Telefon prüfen, ob es die Person ist",
        seen_by="niemand; das Team sieht nur, ob es passt",
        fields={
            ORDER: "version schema erase_after",
            BELONGS: "_id thread",
            "Das vereinbarte Wort, versiegelt unter dem Schlüssel des Falls": "word_id sealed",
            "Wann, auf welchem Weg und mit wem es vereinbart wurde": "agreed_at how by",
        },
        shape=written(AGREED_WORDS),
    ),
    CALLER_CHECKS.name: from_the_person(
        why="Raten am Telefon begrenzen und nachweisen",
        basis=Basis.SECURITY,
        seen_by=TEAM,
        fields={
            ORDER: ORDERED,
            BELONGS: "thread word_id",
            "Wer wann prüfte, ob es passte; nicht, was gesagt wurde": "at by fits",
        },
        shape=written(CALLER_CHECKS),
    ),
    RELATED.name: from_the_person(
        why="Zwei Fälle derselben Person, oder zweier, die zusammengehören, nebeneinander bearbeiten",
        seen_by=TEAM,
        fields={
            ORDER: ORDERED,
            BELONGS: "thread",
            "Welcher andere Fall, wer ihn wann verknüpfte": "other by at",
        },
        shape=written(RELATED),
    ),
    NEW_CODES.name: from_the_person(
        why="Ein neuer Zugang für eine Person, die ihren Code verlor, nur mit zwei Menschen",
        basis=Basis.SECURITY,
        seen_by=TEAM,
        fields={
            ORDER: ORDERED,
            BELONGS: "thread number",
            "Woran die Person erkannt wurde": "basis rests_on",
            "Wer wann fragte, entschied und warum, bis wann es gilt": (
                "asked_by asked_at until state decided_by decided_at because issued_at"
            ),
        },
        shape=written(NEW_CODES),
    ),
    HANDOVERS.name: from_the_person(
        why="Weitergabe an einen Partner: was genau weitergegeben würde",
        seen_by=BOTH + "; nach der Einwilligung der eine Partner",
        fields={
            ORDER: ORDERED,
            BELONGS: "case_id replaces",
            "An wen, und ob die Stelle handeln muss": "partner.id partner.name partner.category",
            "Was die Stelle tut und nicht tut, wie sie es sagte, als gefragt wurde": (
                "description.does description.does_not"
            ),
            "Umfang und Art, welche Dateien": "items kind evidence",
            "Wortlaut, versiegelt": "sealed",
            "Welche Fassung wann vorlag, ob sie verfiel (weil die Stelle nicht mehr mithilft) oder beendet ist": (
                "text_version asked_at lapsed partner_left ended"
            ),
            "Wer sich selbst meldet: wann die Stelle genannt wurde, ob es geklappt hat": "named_at worked",
            "Wie die genannte Stelle erreicht wird": (
                "card.phones card.mail card.web card.hours.days card.hours.opens card.hours.closes"
            ),
        },
        shape=written(HANDOVERS),
    ),
    CONSENTS.name: ProcessingRecord(
        why="Nachweis der Entscheidungen über Weitergaben",
        whose=Whose.PERSON,
        basis=Basis.PROOF,
        seen_by=BOTH,
        period=LIKE_THE_CASE,
        fields={
            ORDER: ORDERED,
            BELONGS: "handover_id case_id",
            "Entscheidung, Weg, Stunde": "decision how at",
            "Welchen Angaben und Dateien zugestimmt wurde, ob die Stelle nie mehr gefragt werden soll": (
                "items evidence never"
            ),
        },
        shape=written(CONSENTS),
    ),
    ARRANGEMENTS.name: from_the_person(
        why="Der Person zeigen, welche Termine ein Partner vorschlägt und wer dort zuständig ist, und ihre Antwort",
        seen_by=BOTH + "; die Antwort der eine Partner",
        fields={
            ORDER: ORDERED,
            BELONGS: "case_id",
            "Die wievielten Termine, wann vorgeschlagen, in welcher Stunde geantwortet wurde": (
                "round offered_at answered_at"
            ),
            "Termine, Ansprechperson und Antwort, versiegelt": "sealed answer",
        },
        shape=written(ARRANGEMENTS),
    ),
    PROGRESS.name: from_the_person(
        why="Der Person zeigen, was geschieht",
        seen_by=BOTH,
        fields={
            ORDER: ORDERED,
            BELONGS: "thread",
            "Schritt, Zeit, beteiligter Partner": "step at partner",
            "Stand des Strafverfahrens und Fristen": (
                "proceeding proceeding_id offender_known request_needed discontinuation instructed rule act_by over_on"
            ),
            "Bis wann der Partner antworten soll": "respond_by",
        },
        shape=written(PROGRESS),
    ),
    TASKS.name: from_the_person(
        why="Dass nichts liegen bleibt: was am Arbeitsplatz zu tun ist und bis wann",
        seen_by=TEAM,
        fields={
            ORDER: ORDERED,
            BELONGS: "thread about",
            "Was zu tun ist, wer es tut, ob es erledigt ist": "kind counsellor state",
            "Fälligkeit": "since due shows_from place",
            "Wie oft noch etwas dazukam, während sie offen war": "news",
            "Beteiligter Partner, Frist": "partner rule act_by",
        },
        shape=written(TASKS),
    ),
    DISCLOSURES.name: from_the_person(
        why="Nachweis, wer in Lebensgefahr ohne Einwilligung informiert wurde; Prüfung im Nachhinein",
        basis=Basis.VITAL,
        seen_by=TEAM,
        fields={
            ORDER: ORDERED,
            BELONGS: "thread",
            "Wer wann wen informierte": "by at informed",
            "Was gesagt wurde und warum, versiegelt": "sealed",
            "Wann die Person es lesen konnte, wer es prüfte": "told_at reviewed_by reviewed_at",
        },
        shape=written(DISCLOSURES),
    ),
    NOTES.name: from_the_person(
        why="Was das Team notiert: Anrufe, Briefe, Gespräche und Überlegungen; nie auf der Seite der Person",
        seen_by=TEAM,
        fields={
            ORDER: ORDERED,
            BELONGS: "thread",
            "Wer sie in welcher Stunde schrieb, die wievielte es ist": "by at number",
            "Tag des Anrufs, Briefs oder Gesprächs": "happened_on",
            "Notiz, Anruf, Brief, Gespräch oder Mail; von wem zu wem": "kind direction",
            "Der Text, versiegelt": "sealed",
            "Welche Notiz sie berichtigt": "corrects",
        },
        shape=written(NOTES),
    ),
    INCIDENTS.name: from_the_person(
        why="Was der Person geschehen ist, in zeitlicher Folge: was sich wiederholt und was zunimmt",
        seen_by=TEAM,
        fields={
            ORDER: ORDERED,
            BELONGS: "thread",
            "Wer ihn in welcher Stunde eintrug, der wievielte es ist": "by at number",
            "Tage, Art, Täter, Steigerung und was geschah, versiegelt": "sealed",
            "Welchen Eintrag er berichtigt": "corrects",
        },
        shape=written(INCIDENTS),
    ),
    ACKNOWLEDGEMENTS.name: ProcessingRecord(
        why="Wer eine Mail schreibt, bekommt die automatische Antwort, dass sie angekommen ist: höchstens eine am Tag",
        whose=Whose.PERSON,
        basis=Basis.DUTY,
        seen_by="kein Mensch; notification, um sie zu versenden",
        period=Period(f"{ACKNOWLEDGED // timedelta(hours=1)} Stunden", "index"),
        fields={
            ORDER: ORDERED,
            BELONGS: "thread",
            "Zufällige Kennung für die Benachrichtigung": "name",
            "Stunde, in der die Mail kam": "at",
            "Absenderadresse und Kennung der Mail, versiegelt": "sealed",
        },
        shape=written(ACKNOWLEDGEMENTS),
    ),
    DRAFTS.name: ProcessingRecord(
        why="Was im Beratungsgespräch mitgeschrieben wird, geht nicht verloren, wenn Gerät oder Anmeldung ausfallen",
        whose=Whose.PERSON,
        basis=Basis.DUTY,
        seen_by="nur wer es schreibt",
        period=Period(
            f"Inhalt: bis er abgesendet oder verworfen ist, höchstens {LASTS // timedelta(hours=1)} Stunden; der Rest "
            f"{LASTS // timedelta(hours=1)} Stunden",
            "index",
        ),
        fields={
            ORDER: ORDERED,
            BELONGS: "thread",
            "Wer in welcher Stunde zuletzt daran schrieb": "by at",
            "Ob es eine Notiz oder ein Vorfall wird, und welchen Eintrag es berichtigt": "form corrects",
            "Die Felder des Formulars, versiegelt für den Schlüssel des Beratungsplatzes": "box",
        },
        shape=written(DRAFTS),
    ),
    QUOTES_SHOWN.name: ProcessingRecord(
        why="Drohungen im Wortlaut sind eingeklappt, bis jemand aus dem Team sie an diesem Tag sehen will",
        whose=Whose.STAFF,
        basis=Basis.DUTY,
        seen_by="niemand sonst",
        period=Period(f"{QUOTED // timedelta(hours=1)} Stunden", "index"),
        fields={ORDER: ORDERED, BELONGS: "thread", "Wer sie an welchem Tag sehen wollte": "by day"},
        shape=written(QUOTES_SHOWN),
    ),
    INSPECTIONS.name: ProcessingRecord(
        why="Einsicht der Aufsicht in den Fall von jemand anderem: nachträglich durch eine zweite Person geprüft",
        whose=Whose.STAFF,
        basis=Basis.SECURITY,
        seen_by="Aufsicht",
        period=LIKE_THE_CASE,
        fields={
            ORDER: ORDERED,
            BELONGS: "thread",
            "Wer wann mit welchem Grund bis wann öffnete": "by at reason until",
            "Wer es wann prüfte, mit welchem Ergebnis": "reviewed_by reviewed_at verdict",
            "Vermerk dazu, versiegelt": "sealed",
        },
        shape=written(INSPECTIONS),
    ),
    RETENTION_PERIODS.name: from_the_person(
        why="Wann gelöscht wird, was abgeschlossen ist, und was das aufhält",
        basis=Basis.DUTY,
        seen_by=BOTH + "; wer eine Sperre eintrug, sieht nur das Team",
        fields={
            "Ordnung des Bestands (Stand, Aufbau, Löschdatum)": "version schema erase_after",
            "Zuordnung zu Kontakt und Fall": "_id thread",
            "Ab wann gelöscht wird, seit wann es angekündigt ist": "ends_on announced_on",
            "Löschsperre: Grund, letzter Tag, wer sie eintrug": "hold.reason hold.until hold.by",
        },
        shape=shape(RETENTION_PERIODS.model, "_id", "version", "schema", "erase_after"),
    ),
    COLLEAGUES.name: ProcessingRecord(
        why="Wer im Team arbeitet, wer abwesend ist und wer dann vertritt",
        whose=Whose.STAFF,
        basis=Basis.SECURITY,
        seen_by=TEAM,
        period=WHILE_THEY_WORK,
        fields={
            ORDER: ORDERED,
            "Name und Rolle, wie bei der letzten Anmeldung": "name role",
            "Abwesenheit und Vertretung, ohne Grund": "away_from away_until substitute",
        },
        shape=written(COLLEAGUES),
    ),
    PARTNERS.name: ProcessingRecord(
        why="Auswahl des Partners bei einer Weitergabe",
        whose=Whose.NOBODY,
        basis=Basis.NONE,
        seen_by=TEAM,
        period=UNTIL_DELISTED,
        fields={
            ORDER: ORDERED,
            "Name und Art der Stelle, ob gelistet": "name category listed",
            "Was sie tut und nicht tut": "description.does description.does_not",
            "Wie man sie erreicht, wenn der Eintrag öffentlich ist": (
                "card.phones card.mail card.web card.hours.days card.hours.opens card.hours.closes"
            ),
        },
        shape=written(PARTNERS),
    ),
    ACCEPTANCES.name: ProcessingRecord(
        why="Dieselbe Meldung nicht zweimal annehmen",
        whose=Whose.PERSON,
        basis=Basis.SECURITY,
        seen_by="niemand",
        period=Period(f"{REMEMBERED // timedelta(hours=1)} Stunden", "index"),
        fields={ORDER: ORDERED, "Prüfwert des Inhalts": "body", BELONGS: "contact_id case_id"},
        shape=written(ACCEPTANCES),
    ),
    TAKEN.name: ProcessingRecord(
        why="Dieselbe Meldung oder Nachricht nicht zweimal wirken lassen",
        whose=Whose.PERSON,
        basis=Basis.SECURITY,
        seen_by="niemand",
        period=LIKE_THE_CASE,
        fields={"Prüfwert dessen, was übernommen wurde": ORDERED, BELONGS: "thread"},
        shape=written(TAKEN),
    ),
}

FACE: Final[dict[str, ProcessingRecord]] = {
    REQUESTS.name: ProcessingRecord(
        why="Entgegennehmen, was Menschen und andere Meldewege abgeben, bis der Arbeitsplatz es übernimmt",
        whose=Whose.PERSON,
        basis=Basis.CONSENT,
        seen_by="Beratungsteam; die Person selbst mit ihrem Rückmeldecode",
        period=Period(
            f"Inhalt: bis zur Übernahme, meist Sekunden; der Rest {REMEMBERED // timedelta(hours=1)} Stunden danach, "
            "Zurückgewiesenes 30 Tage",
            "index",
        ),
        fields={
            ORDER: ORDERED,
            "Auffinden über einen Prüfwert des Rückmeldecodes": "locator",
            "Art, Reihenfolge, Stunde": "kind number at",
            "Inhalt, versiegelt unter dem Schlüssel des Falls": "sealed",
            "Nachweis, dass der Rückmeldecode vorlag": "mac",
            "Schlüssel des Falls, verschlüsselt für das Team und unter dem Rückmeldecode": (
                "begins.for_team begins.wrapped_for begins.receipt"
            ),
            "Dieselbe Meldung nicht zweimal annehmen": "body contact_id case_id",
            "Ob übernommen oder zurückgewiesen, und weshalb": "state reason tries due",
        },
        shape=written(REQUESTS),
    ),
    UPLOAD_PARTS.name: ProcessingRecord(
        why="Eine Datei entgegennehmen, bis der Arbeitsplatz sie übernimmt",
        whose=Whose.PERSON,
        basis=Basis.CONSENT,
        seen_by="niemand; die Person und das Beratungsteam erst nach der Übernahme",
        period=Period(
            f"bis zur Übernahme, meist Sekunden; was abgebrochen wurde, {UNCLAIMED // timedelta(hours=1)} Stunden",
            "sweep",
        ),
        fields={
            ORDER: ORDERED,
            "Auffinden über einen Prüfwert des Rückmeldecodes": "locator",
            "Zusammengehörigkeit, Reihenfolge, Stunde": "upload number at",
            "Inhalt, versiegelt unter dem Schlüssel des Falls": "sealed",
        },
        shape=written(UPLOAD_PARTS),
    ),
    BEGUN_REPORTS.name: ProcessingRecord(
        why="Wer unterbrochen wird, schreibt später weiter; aufgehoben wird nur auf Knopfdruck",
        whose=Whose.PERSON,
        basis=Basis.CONSENT,
        seen_by="niemand; öffnen kann nur, wer den Entwurfscode hat, und den haben wir nicht",
        period=Period(f"{KEPT_FOR // timedelta(hours=1)} Stunden, oder bis zum Absenden oder Löschen", "index"),
        fields={
            ORDER: ORDERED,
            "Auffinden über einen Prüfwert des Entwurfscodes, bis wann": "place until",
            "Was geschrieben wurde, verschlüsselt unter dem Entwurfscode": "box",
        },
        shape=written(BEGUN_REPORTS),
    ),
    THREADS.name: from_the_person(
        why="Rückkehr der Person mit ihrem Rückmeldecode",
        seen_by="niemand; öffnen kann nur, wer den Code hat",
        fields={
            "Auffinden über einen Prüfwert des Codes": ORDERED,
            BELONGS: "thread",
            "Schlüssel des Falls, verschlüsselt unter dem Code": "receipt",
            "Was die Person zu sehen bekommt, versiegelt": "shown",
        },
        shape=written(THREADS),
    ),
    CHANNELS.name: ProcessingRecord(
        why="Zugang der Systeme anderer Meldewege",
        whose=Whose.NOBODY,
        basis=Basis.NONE,
        seen_by="Betrieb",
        period=Period("bis der Zugang ersetzt wird", "replaced"),
        fields={ORDER: ORDERED, "Name des Meldewegs, Prüfwert des Zugangsschlüssels": "name digest"},
        shape=written(CHANNELS),
    ),
    "one_time_codes": ProcessingRecord(
        why="Wer angerufen hat, kommt mit einem vorgelesenen Einmalcode zum Rückmeldecode",
        whose=Whose.PERSON,
        basis=Basis.CONSENT,
        seen_by="niemand; öffnen kann nur, wer den Code hat",
        period=Period(
            f"bis der Rückmeldecode notiert oder der Fall gelöscht ist; gültig {LIVES.days} Tage",
            "event",
        ),
        fields={
            "Auffinden über einen Prüfwert": "_id",
            BELONGS: "thread",
            "Schutz gegen Probieren": "until salt",
            "Rückmeldecode, verschlüsselt unter dem Einmalcode": "box",
        },
    ),
}
