"""A case as referral knows it, and the states of its referrals and proceedings."""

from typing import Final

from services.referral.domain.capacity_inquiry import CapacityInquiry
from services.referral.domain.case import Case
from services.referral.domain.circumstances import CaseCircumstances
from services.referral.domain.handover import Handover
from services.referral.domain.proceeding import Proceeding
from services.referral.domain.question import MatchingInput
from services.referral.domain.referral import Referral
from services.referral.retention.records import BELONGS, ORDER, ORDERED, TEAM, UNTIL_ERASED, of_a_case, written
from shared.retention import Basis, ProcessingRecord, Whose, shape

WISHES: Final = ("no_police", "no_prosecution")
COARSE: Final = [name for name in shape(MatchingInput) if name not in ("version", "case_id", *WISHES)]
"""Fields of a case that matching reads, all stored for the purpose of matching, including any that are added."""

STORE: Final[dict[str, ProcessingRecord]] = {
    "cases": of_a_case(
        why="Vorschläge, welcher Partner helfen kann",
        seen_by=TEAM,
        fields={
            ORDER: ORDERED,
            BELONGS: "_id case_id",
            "Grobes Bild für Vorschläge": " ".join([*sorted(COARSE), "triaged"]),
            "Wünsche, die Vorschläge ausschließen": " ".join(WISHES),
            "Ob der Fall läuft": "closed",
            "Ob es ein Fall ist oder eine Vermittlung zur Vorbeugung": "purpose",
        },
        shape=written(Case),
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
        shape=written(CaseCircumstances),
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
        shape=written(Handover),
    ),
    "referrals": of_a_case(
        why="Vermittlung an einen Partner bis zur Antwort",
        seen_by="Beratungsteam; der eine Partner ohne Fallkennung",
        fields={
            ORDER: ORDERED,
            BELONGS: "_id referral_id case_id handover_id partner_id replaces",
            "Kennung beim Partner": "reference",
            "Art, Dringlichkeit, Umfang, ob zur Vorbeugung": "partner_category level kind urgency items purpose",
            "Stand, Antwort, Grund": "state said by told late changed_at",
            "Fristen der Antwort und des Links": "sent_at respond_by link_until link_renewed_at waitlist_until",
        },
        shape=written(Referral),
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
            "Stand und Fristen": "standing undelivered doubted asked_at answer_by answered_at",
        },
        shape=written(CapacityInquiry),
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
        shape=written(Proceeding),
    ),
}
