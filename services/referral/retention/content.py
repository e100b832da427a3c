"""Messages between partner and person: sealed under the key of the case."""

from typing import Final

from services.referral.domain.arrangement import KeptArrangement
from services.referral.domain.inquiry import Inquiry
from services.referral.domain.mail_reply import MailReply
from services.referral.domain.package import Package
from services.referral.domain.phone_answer import PhoneAnswer
from services.referral.retention.records import BELONGS, ORDER, ORDERED, of_a_case, written
from shared.retention import Basis, Period, ProcessingRecord, Whose

STORE: Final[dict[str, ProcessingRecord]] = {
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
        shape=written(Package),
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
        shape=written(Inquiry),
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
        shape=written(MailReply),
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
        shape=written(PhoneAnswer),
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
        shape=written(KeptArrangement),
    ),
}
