"""Record of processing: what referral stores of whom, what for and until when."""

from functools import partial
from typing import Final

from services.referral.domain.access import Access
from services.referral.domain.arrangement import KeptArrangement
from services.referral.domain.capacity_inquiry import CapacityInquiry
from services.referral.domain.case import Case
from services.referral.domain.circumstances import CaseCircumstances
from services.referral.domain.confirmation_request import ConfirmationRequest
from services.referral.domain.entry_change import EntryChange
from services.referral.domain.entry_import_progress import EntryImportProgress
from services.referral.domain.handover import Handover
from services.referral.domain.inquiry import Inquiry
from services.referral.domain.link_tries import LinkTries
from services.referral.domain.mail_reply import MailReply
from services.referral.domain.onboarding import Onboarding
from services.referral.domain.package import Package
from services.referral.domain.partner import Partner
from services.referral.domain.phone_answer import PhoneAnswer
from services.referral.domain.proceeding import Proceeding
from services.referral.domain.question import MatchingInput
from services.referral.domain.referral import Referral
from services.referral.domain.revision import Revision
from shared.retention import Basis, Period, ProcessingRecord, Whose, shape

BELONGS: Final = "Zuordnung zu Fall, Weitergabe, Partner"
TEAM: Final = "Beratungsteam"
ORDER: Final = "Ordnung des Bestands (Stand, Aufbau, Löschdatum)"
LASTING: Final = "version schema"
ORDERED: Final = f"{LASTING} erase_after"
WISHES: Final = ("no_police", "no_prosecution")
COARSE: Final = [name for name in shape(MatchingInput) if name not in ("version", "case_id", *WISHES)]
"""What matching reads of a case serves matching, also a field that is added."""
UNTIL_ERASED: Final = Period("bis der Fall gelöscht wird (`case.erased`)", "event")
UNTIL_DELISTED: Final = Period("bis der Partner das Verzeichnis verlässt", "not yet")

of_a_case: Final = partial(ProcessingRecord, whose=Whose.PERSON, basis=Basis.CONSENT, period=UNTIL_ERASED)

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
        shape=shape(Partner, "_id", *LASTING.split()),
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
        shape=shape(EntryChange, "_id", *LASTING.split(), without={"id"}),
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
        shape=shape(EntryImportProgress, "_id", *LASTING.split(), without={"id"}),
    ),
    "directory": ProcessingRecord(
        why="Ob sich das Verzeichnis geändert hat",
        whose=Whose.NOBODY,
        basis=Basis.NONE,
        seen_by="niemand",
        period=Period("solange es ein Verzeichnis gibt", "stays"),
        fields={ORDER: f"_id {LASTING}"},
        shape=shape(Revision, "_id", *LASTING.split(), without={"id"}),
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
        shape=shape(Onboarding, "_id", *LASTING.split()),
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
        shape=shape(ConfirmationRequest, "_id", *LASTING.split()),
    ),
    "access": ProcessingRecord(
        why="Zugang der Partner und ihrer Systeme",
        whose=Whose.PARTNER,
        basis=Basis.SECURITY,
        seen_by="niemand",
        period=Period("bis der Zugang ersetzt wird", "replaced"),
        fields={
            ORDER: LASTING,
            "Zuordnung zum Partner": "_id partner_id",
            "Prüfwerte von Zugangsschlüssel und PIN": "token_hash token_until pin_salt pin_hash",
            "Ab wann die PIN eingegeben sein muss": "sessions_from",
            "Ob Anfragen dorthin gehen": "onboarded",
        },
        shape=shape(Access, "_id", *LASTING.split()),
    ),
    "cases": of_a_case(
        why="Vorschläge, welcher Partner helfen kann",
        seen_by=TEAM,
        fields={
            ORDER: ORDERED,
            BELONGS: "_id case_id",
            "Grobes Bild für Vorschläge": " ".join([*sorted(COARSE), "triaged"]),
            "Wünsche, die Vorschläge ausschließen": " ".join(WISHES),
            "Ob der Fall läuft": "closed",
        },
        shape=shape(Case, "_id", *ORDERED.split()),
    ),
    "circumstances": of_a_case(
        why="Wer von dem Fall nichts erfahren darf",
        seen_by=TEAM,
        fields={
            ORDER: ORDERED,
            BELONGS: "_id case_id",
            "Kommune der Person und Interessenkonflikt, versiegelt unter dem Schlüssel des Falls": "source",
            "Stellen, die die Person nicht möchte": "refused",
        },
        shape=shape(CaseCircumstances, "_id", *ORDERED.split()),
    ),
    "matchings": of_a_case(
        why="Vorschläge, die frühere Fassungen gespeichert haben; heute werden sie beim Ansehen berechnet",
        seen_by="niemand",
        fields={
            ORDER: ORDERED,
            BELONGS: "_id case_id proposals.partner_id exclusions.partner_id",
            "Gründe dafür und dagegen": (
                "proposals.reasons.code proposals.reasons.points proposals.reasons.about exclusions.code"
            ),
            "Wann berechnet": "made_at",
        },
    ),
    "handovers": ProcessingRecord(
        why="Ob die Person einer Weitergabe zugestimmt hat",
        whose=Whose.PERSON,
        basis=Basis.PROOF,
        seen_by=TEAM,
        period=UNTIL_ERASED,
        fields={ORDER: ORDERED, BELONGS: "_id handover_id case_id partner_id", "Entscheidung": "state"},
        shape=shape(Handover, "_id", *ORDERED.split()),
    ),
    "referrals": of_a_case(
        why="Vermittlung an einen Partner bis zur Antwort",
        seen_by="Beratungsteam; der eine Partner ohne Fallkennung",
        fields={
            ORDER: ORDERED,
            BELONGS: "_id referral_id case_id handover_id partner_id replaces",
            "Kennung beim Partner": "reference",
            "Art, Dringlichkeit, Umfang": "partner_category level kind urgency items",
            "Stand, Antwort, Grund": "state said by told late changed_at",
            "Fristen der Antwort und des Links": "sent_at respond_by link_until link_renewed_at waitlist_until",
        },
        shape=shape(Referral, "_id", *ORDERED.split()),
    ),
    "link_tries": ProcessingRecord(
        why="Wer an einem Link Partner-PINs durchprobiert, wird langsamer, und die Beratung erfährt es",
        whose=Whose.PARTNER,
        basis=Basis.SECURITY,
        seen_by=TEAM,
        period=Period(
            "bis der Fall gelöscht wird (`case.erased`); am Link zum eigenen Eintrag, bis die richtige PIN kommt",
            "event",
        ),
        fields={
            ORDER: ORDERED,
            BELONGS: "case_id",
            "Kennung beim Partner": "_id reference",
            "Schutz gegen Probieren": "wrong suspected rests_until",
        },
        shape=shape(LinkTries, "_id", *ORDERED.split()),
    ),
    "packages": ProcessingRecord(
        why="Die Angaben, denen die Person zugestimmt hat",
        whose=Whose.PERSON,
        basis=Basis.CONSENT,
        seen_by="der eine Partner, solange die Vermittlung läuft",
        period=Period("bis die Vermittlung endet, widerrufen oder der Fall gelöscht wird", "event"),
        fields={
            ORDER: ORDERED,
            BELONGS: "_id case_id",
            "Wortlaut, versiegelt unter dem Schlüssel des Falls": "content",
        },
        shape=shape(Package, "_id", *ORDERED.split(), without={"id"}),
    ),
    "inquiries": of_a_case(
        why="Was der Partner fragt, bevor er entscheidet, und was ihm geantwortet wird",
        seen_by="Beratungsteam; der eine Partner, solange die Vermittlung läuft",
        fields={
            ORDER: ORDERED,
            BELONGS: "_id case_id referral_id",
            "Welche Angaben fehlen, wann gefragt und wie geantwortet wurde": "items asked_at replied_at by_addition",
            "Frage und Antwort im Wortlaut, versiegelt unter dem Schlüssel des Falls": "text reply",
        },
        shape=shape(Inquiry, "_id", *ORDERED.split(), without={"id"}),
    ),
    "mail_replies": of_a_case(
        why="Was jemand auf eine unserer Mails an den Partner zurückgeschrieben hat",
        seen_by="Beratungsteam",
        fields={
            ORDER: ORDERED,
            BELONGS: "_id case_id referral_id",
            "Stunde, und ob der genannte Absender im Verzeichnis steht": "received_at is_of_entry",
            "Absender, Betreff, Text, Namen der Anhänge, versiegelt unter dem Schlüssel des Falls": "content",
        },
        shape=shape(MailReply, "_id", *ORDERED.split(), without={"id"}),
    ),
    "phone_answers": of_a_case(
        why="Was der Partner am Telefon geantwortet hat, damit er es nachsehen und richtigstellen kann",
        seen_by="Beratungsteam; der eine Partner",
        fields={
            ORDER: ORDERED,
            BELONGS: "_id case_id referral_id",
            "Antwort, Grund und Stunde": "act reason said_at recorded_at",
            "Ob die Nummer im Verzeichnis steht": "is_of_entry",
            "Wer sprach, die Nummer, wer es eintrug: versiegelt unter dem Schlüssel des Falls": "content",
        },
        shape=shape(PhoneAnswer, "_id", *ORDERED.split(), without={"id"}),
    ),
    "arrangements": of_a_case(
        why="Welche Termine der Partner vorschlägt, wer dort zuständig ist, und was die Person antwortet",
        seen_by="Beratungsteam und die Person bei der Anlaufstelle; der eine Partner, solange er hilft",
        period=Period("bis die Vermittlung endet, widerrufen oder der Fall gelöscht wird", "event"),
        fields={
            ORDER: ORDERED,
            BELONGS: "_id case_id",
            "Die wievielte Fassung, wann vorgeschlagen und geantwortet wurde": "number offered_at answered_at",
            "Termine, Ansprechperson und Antwort, versiegelt unter dem Schlüssel des Falls": "content answer",
        },
        shape=shape(KeptArrangement, "_id", *ORDERED.split(), without={"id"}),
    ),
    "capacity_inquiries": of_a_case(
        why="Ob ein Partner Platz hat, bevor die Person gefragt wird und bevor er erfährt, wer sie ist",
        seen_by="Beratungsteam; der eine Partner ohne Fallkennung",
        fields={
            ORDER: ORDERED,
            BELONGS: "_id inquiry_id case_id partner_id",
            "Kennung beim Partner": "reference",
            "Wonach gefragt wird, grob und zum Ankreuzen": "need land urgency language format",
            "Antwort und Grund": "answer from_on reason",
            "Stand und Fristen": "standing undelivered asked_at answer_by answered_at",
        },
        shape=shape(CapacityInquiry, "_id", *ORDERED.split()),
    ),
    "proceedings": of_a_case(
        why="Stand eines Strafverfahrens und seine Fristen",
        seen_by="Beratungsteam; der eine Partner, was er selbst eingetragen hat, solange die Vermittlung läuft",
        fields={
            ORDER: ORDERED,
            BELONGS: "_id proceeding_id case_id partner_id same_act_as",
            "Stand des Verfahrens": (
                "account.state account.source account.known_on account.discontinuation account.authority_land"
            ),
            "Aktenzeichen bei Polizei oder Staatsanwaltschaft, versiegelt unter dem Schlüssel des Falls": (
                "file_number told.file_number"
            ),
            "Was Polizei oder Staatsanwaltschaft selbst eintrug, ohne Namen": (
                "told.number told.state told.known_on told.act_known_on told.offender_known_on told.offences"
                " told.discontinuation told.notices.kind told.notices.on"
            ),
            "Berechnung von Fristen, ohne Namen und Aktenzeichen": (
                "account.act_known_on account.offender_known_on account.offences account.roles account.notices.kind"
                " account.notices.on account.superior_act_known_on account.superior_offender_known_on"
                " account.supervisory_act_known_on account.supervisory_offender_known_on offender_ref"
                " account.offender_2_known_on account.offender_3_known_on account.offender_4_known_on"
                " account.others_unknown"
                " entitled.ref entitled.role entitled.act_known_on entitled.offender_known_on"
            ),
        },
        shape=shape(Proceeding, "_id", *ORDERED.split()),
    ),
}
