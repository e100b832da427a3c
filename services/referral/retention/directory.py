"""The directory: its entries, their history, and how they are confirmed and brought in."""

from typing import Final

from services.referral.domain.announcement import Announcement
from services.referral.domain.confirmation_request import ConfirmationRequest
from services.referral.domain.entry_change import EntryChange
from services.referral.domain.entry_import_progress import EntryImportProgress
from services.referral.domain.onboarding import Onboarding
from services.referral.domain.partner import Partner
from services.referral.domain.revision import Revision
from services.referral.retention.records import LASTING, ORDER, TEAM, written
from shared.retention import Basis, Period, ProcessingRecord, Whose

UNTIL_DELISTED: Final = Period("bis der Partner das Verzeichnis verlässt", "not yet")

STORE: Final[dict[str, ProcessingRecord]] = {
    "partners": ProcessingRecord(
        why="Verzeichnis der Partner",
        whose=Whose.PARTNER,
        basis=Basis.COOPERATION,
        seen_by=TEAM,
        period=UNTIL_DELISTED,
        fields={
            ORDER: LASTING,
            "Kennung": "_id partner_id",
            "Name und Art der Stelle": "name category level land listed organisation_id organisation",
            "Wofür, für wen und wo sie hilft": (
                "areas places needs threat_kinds languages note target_groups municipality_kinds excluded_groups"
                " excluded_persons eligibility does_not"
            ),
            "Fachgebiete, im Netzwerk vereinbart": "subjects.need subjects.agreed_on subjects.meeting",
            "Wie und bis wann sie antwortet": "response_days ways topic",
            "Postfächer für Hinweise": "mails",
            "Wie man sie erreicht": (
                "openings.days openings.opens openings.closes phones.number phones.note public_mail web phrase"
                " confidential_location"
            ),
            "Ob sie gerade helfen kann": "status closed_until capacity capacity_on",
            "Wann und durch wen der Eintrag bestätigt wurde": "assured_on assured_by",
            "Ob der Eintrag öffentlich ist": "released",
            "Warum ihr Zugang gesperrt ist": "suspended",
            "Prüfwert des Eintrags in der Datei, aus der er kam": "imported",
        },
        shape=written(Partner, LASTING),
    ),
    "entry_changes": ProcessingRecord(
        why="Wer wann was im Verzeichnis geändert hat",
        whose=Whose.STAFF,
        basis=Basis.PROOF,
        seen_by=TEAM,
        period=Period("solange es ein Verzeichnis gibt", "not yet"),
        fields={
            ORDER: LASTING,
            "Kennung der Änderung und des Eintrags": "_id partner_id",
            "Wer, wann und wodurch": "by at how",
            "Was vorher und nachher dastand": "changes.field changes.before changes.after",
        },
        shape=written(EntryChange, LASTING),
    ),
    "entry_imports": ProcessingRecord(
        why="Ob der letzte Import ins Verzeichnis zu Ende kam",
        whose=Whose.STAFF,
        basis=Basis.PROOF,
        seen_by="Leitung des Beratungsteams",
        period=Period("bis zum nächsten Import", "replaced"),
        fields={
            ORDER: f"_id {LASTING}",
            "Prüfsumme der Datei": "import_id",
            "Wer importierte, und wann zuletzt etwas übernommen wurde": "by at",
            "Wie viele Einträge übernommen sind, und von welchem Stand des Verzeichnisses": "of stored revision seen",
        },
        shape=written(EntryImportProgress, LASTING),
    ),
    "announcements": ProcessingRecord(
        why="Den anderen Diensten nach einer neuen Fassung sagen, was die frühere nicht sagte",
        whose=Whose.NOBODY,
        basis=Basis.NONE,
        seen_by="niemand",
        period=Period("solange es ein Verzeichnis gibt", "stays"),
        fields={
            ORDER: f"_id {LASTING}",
            "In welcher Form alle Einträge gesagt sind, seit wann, und ob nach der Umstellung noch einmal": (
                "form told_at told_again"
            ),
            "Ob die Aktenzeichen aus früheren Fassungen gesagt sind": "file_numbers",
        },
        shape=written(Announcement, LASTING),
    ),
    "directory": ProcessingRecord(
        why="Ob sich das Verzeichnis geändert hat",
        whose=Whose.NOBODY,
        basis=Basis.NONE,
        seen_by="niemand",
        period=Period("solange es ein Verzeichnis gibt", "stays"),
        fields={ORDER: f"_id {LASTING}"},
        shape=written(Revision, LASTING),
    ),
    "onboardings": ProcessingRecord(
        why="Ob eine Stelle Anfragen bekommen darf, und wer das wie geprüft hat",
        whose=Whose.STAFF,
        basis=Basis.PROOF,
        seen_by="Leitung des Beratungsteams",
        period=Period("solange es ein Verzeichnis gibt", "not yet"),
        fields={
            ORDER: LASTING,
            "Kennung der Stelle": "_id partner_id",
            "Wann eine Probe ging, wohin (als Prüfwert), ob sie ankam oder zurückkam": (
                "tested_at tested arrived_at returned_at"
            ),
            "Wer wann unter welcher Nummer der Stelle anrief, und woher die Nummer ist": (
                "called_on called_by called_number called_source"
            ),
            "Wann PIN und Zugangszeichen ausgestellt wurden, wer die PIN wie übermittelte": (
                "pin_issued_at pin_told_at pin_told_by pin_told_how token_issued_at"
            ),
            "Wer festhielt, dass der Betrieb den Kafka-Zugang ausstellte": "kafka_at kafka_by",
        },
        shape=written(Onboarding, LASTING),
    ),
    "confirmations": ProcessingRecord(
        why="Eine Stelle einmal um Bestätigung ihres Eintrags bitten und einmal erinnern",
        whose=Whose.NOBODY,
        basis=Basis.NONE,
        seen_by="Leitung des Beratungsteams",
        period=Period("bis zur nächsten Bitte", "replaced"),
        fields={
            ORDER: LASTING,
            "Kennung der Stelle": "_id partner_id",
            "Von wann die letzte Bestätigung ist, wann gefragt und erinnert wurde, ob die Mail zurückkam": (
                "of asked_at reminded_at returned_at"
            ),
        },
        shape=written(ConfirmationRequest, LASTING),
    ),
}
