"""The things of one counsellor's work at every service, and the requests about them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final
from uuid import UUID, uuid4

from services.intake.domain.call_wish import hours_to_ask_for
from services.intake.reading_time import HOURS
from services.notification.letter_texts import LetterKind
from services.notification.own_letter_texts import BEFORE
from shared.clock import BERLIN, berlin_day, now
from shared.referral_id import referral_of
from tests.harness.services.intake import thread_of


@dataclass(frozen=True)
class Things:
    case: str
    enquiry: str
    asked: str
    """A hand-over that waits for the person."""
    given: str
    """A hand-over that the person agreed to."""
    safe_contact: str
    code: str
    partner: str
    pin: str
    referral: str
    reference: str
    link: str
    proceeding: str
    entry: str
    """An entry of the directory, which belongs to no case."""
    entry_link: str
    notice: str
    """A notice that failed."""
    file: str
    """A file that the person agreed to pass on."""
    inquiry: str
    """A capacity inquiry that may be taken back."""
    inquiry_reference: str
    """The reference of another capacity inquiry, which stays."""
    inquiry_link: str
    addition: str
    """An addition to `given`, which waits for the person."""


def nothing(code: str, link: str, partner: str, pin: str, entry_link: str) -> Things:
    """Returns things of the right shape that never existed."""
    ids = [str(uuid4()) for _ in range(12)]
    case, enquiry, asked, given, safe_contact, referral, proceeding, entry, notice, file, inquiry, addition = ids
    reference, inquiry_link = uuid4().hex, link
    known = (code, partner, pin, referral, reference, link, proceeding, entry, entry_link, notice, file)
    return Things(case, enquiry, asked, given, safe_contact, *known, inquiry, uuid4().hex, inquiry_link, addition)


PLACES: Final[Mapping[str, Callable[[Things], str]]] = {
    "/{area}/fortsetzen/{reference}": lambda of: f"/desk/fortsetzen/{of.reference}",
    "/internal/handovers/{handover_id}/package": lambda of: f"/internal/handovers/{of.given}/package",
    "/internal/handovers/{handover_id}/standing": lambda of: f"/internal/handovers/{of.given}/standing",
    "/internal/handovers/{handover_id}/additions": lambda of: f"/internal/handovers/{of.given}/additions",
    "/desk/handovers/{handover_id}/correction": lambda of: f"/desk/handovers/{of.given}/correction",
    "/desk/handovers/{handover_id}/additions": lambda of: f"/desk/handovers/{of.given}/additions",
    "/desk/handovers/{handover_id}/additions/new": lambda of: f"/desk/handovers/{of.given}/additions/new",
    "/internal/handovers/{handover_id}/files/{evidence_id}/parts/{part}": lambda of: (
        f"/internal/handovers/{of.given}/files/{of.file}/parts/0"
    ),
    "/internal/safe-contacts/{reference}": lambda of: f"/internal/safe-contacts/{of.safe_contact}",
    "/internal/handovers/{handover_id}/arrangement": lambda of: f"/internal/handovers/{of.given}/arrangement",
    "/internal/handovers/{handover_id}/arrangement-answer": lambda of: (
        f"/internal/handovers/{of.given}/arrangement-answer"
    ),
    "/desk/cases/{case_id}/handovers/new": lambda of: f"/desk/cases/{of.case}/handovers/new?partner={of.partner}",
    "/desk/tasks/{task_id}/done": lambda of: f"/desk/tasks/consent_unanswered%7C{referral_of(of.asked)}/done",
    "/partner/eintrag/{token}": lambda of: f"/partner/eintrag/{of.entry_link}",
    "/partner/eintrag/{token}/bestaetigung": lambda of: f"/partner/eintrag/{of.entry_link}/bestaetigung",
    "/partner/platzanfrage/{token}": lambda of: f"/partner/platzanfrage/{of.inquiry_link}",
    "/partner/platzanfrage/{token}/antwort": lambda of: f"/partner/platzanfrage/{of.inquiry_link}/antwort",
    "/api/referral/partner/capacity-inquiries/{reference}": lambda of: (
        f"/api/referral/partner/capacity-inquiries/{of.inquiry_reference}"
    ),
    "/api/referral/partner/capacity-inquiries/{reference}/answer": lambda of: (
        f"/api/referral/partner/capacity-inquiries/{of.inquiry_reference}/answer"
    ),
    "/desk/lists/{name}": lambda of: "/desk/lists/waiting",
    "/desk/auf-einmal/{hour}": lambda of: "/desk/auf-einmal/2026-09-20T09",
    "/briefe/{path}": lambda of: "/briefe/beschwerde",
    "/briefe/{path}/mit-aktenzeichen": lambda of: "/briefe/beschwerde/mit-aktenzeichen",
    "/referral/{path:path}": lambda of: f"/referral/cases/{of.case}/proceedings",
    "/notification/{path:path}": lambda of: f"/notification/cases/{of.case}/deadlines",
    "/statistics/{path:path}": lambda of: "/statistics/betrieb",
    "/static": lambda of: "/static/lotse.svg",
    "/api/notification/deadlines/preview": lambda of: "/api/notification/deadlines/preview?act_known_on=2026-09-20",
}


def place(path: str, of: Things) -> str:
    if path in PLACES:
        return PLACES[path](of)
    return path.format(
        case_id=of.case,
        thread=of.case,
        contact_id=of.enquiry,
        handover_id=of.asked,
        addition_id=of.addition,
        referral_id=of.referral,
        reference=of.reference,
        proceeding_id=of.proceeding,
        partner_id=of.entry,
        notice_id=of.notice,
        kind="complaint",
        occasion="entry_test",
        token=of.link,
        article="vorbeugen",
        about="selbst",
        land="nw",
        name="cases",
        colleague=of.entry,
        disclosure_id=of.asked,
        draft_id=of.asked,
        code_id=of.asked,
        inspection_id=of.asked,
        correction_id=of.asked,
        mail_id=of.enquiry,
        evidence_id=of.enquiry,
        file_id=of.file,
        note_id=of.enquiry,
        incident_id=of.enquiry,
        inquiry_id=of.inquiry,
    )


ACCOUNT: Final = {
    "state": "unreported",
    "source": "affected_person",
    "known_on": "2026-09-20",
    "act_known_on": "2026-09-20",
    "offences": "stgb_241",
    "roles": "self",
}
TOLD: Final = {
    "state": "investigation",
    "known_on": "2026-09-20",
    "act_known_on": "2026-09-20",
    "offences": "stgb_241",
}
ENTRY: Final = {
    "version": "0",
    "name": "Beratung Nord",
    "category": "legal",
    "level": "land",
    "response_days": "2",
    "status": "active",
    "capacity": "unknown",
    "assured_on": "2026-09-01",
    "confidential_location": "nein",
    "released": "nein",
}


def in_a_month() -> str:
    return (berlin_day(now()) + timedelta(days=30)).isoformat()


IN_PIECES: Final = {"of_pieces": "0f" * 32, "size": "600000"}
PIECE: Final = IN_PIECES | {"begun": "0", "number": "0", "sha256": "0f" * 32}
LETTER: Final = {"name": "P. Muster", "postal_address": "Weg 1", "authority": "Staatsanwaltschaft", "town": "Ort"}
WRITTEN: Final[Mapping[LetterKind, Callable[[Things], dict[str, Any]]]] = {
    LetterKind.INFORMATION_REQUEST: lambda of: LETTER | {"asks": "trial"},
    LetterKind.COMPLAINT: lambda of: LETTER | {"decided_on": "2026-03-02", "notified_on": "2026-03-05"},
    LetterKind.CONFIRMATION: lambda of: LETTER | {"reported_on": "2026-03-02"},
    LetterKind.OTHER_ADDRESS: lambda of: LETTER | {"fear": "Drohung."},
    LetterKind.REGISTER_BLOCK: lambda of: LETTER | {"born": "3. Mai 1970", "danger": "Drohung."},
    LetterKind.SUPERIOR: lambda of: LETTER | {"official": "P. Muster", "deed": "Drohung.", "known_on": "2026-03-02"},
    LetterKind.EVIDENCE: lambda of: LETTER | {"pieces": "Foto"},
}


def as_text(written: Callable[[Things], dict[str, Any]]) -> Callable[[Things], dict[str, Any]]:
    """Asks for the letter as text: PDFs are limited by client, and all who are tried here count as one."""
    return lambda of: written(of) | {"written_as": "text"}


FORMS: Final[Mapping[str, Callable[[Things], dict[str, str]]]] = {
    "/anliegen": lambda of: {"attempt": uuid4().hex, "text": "Mir wurde gedroht."},
    "/anliegen/entwurf": lambda of: {"attempt": uuid4().hex, "text": "Mir wurde gedroht."},
    "/anliegen/weiter": lambda of: {"code": "ENTWURF-0"},
    "/anliegen/entwurf/loeschen": lambda of: {"code": "ENTWURF-0"},
    "/wissen": lambda of: {"q": "Frist"},
    "/rueckmeldung": lambda of: {"code": of.code},
    "/rueckmeldung/nachricht": lambda of: {"text": "Noch etwas."},
    "/rueckmeldung/post": lambda of: {"kind": "other", "received_on": "2026-09-20"},
    "/rueckmeldung/auskunft": lambda of: {},
    "/rueckmeldung/loeschen": lambda of: {},
    "/rueckmeldung/hilfe": lambda of: {"helped": "partly"},
    "/rueckmeldung/stellen": lambda of: {"asking": "never", "text": "Beratung Nord"},
    "/rueckmeldung/anruf": lambda of: {"way": "video", "begins": hours_to_ask_for(now(), HOURS)[0].isoformat()},
    "/rueckmeldung/beweise": lambda of: {"sha256": "0f" * 32},
    "/rueckmeldung/beweise/stuecke": lambda of: IN_PIECES,
    "/rueckmeldung/beweise/stueck": lambda of: PIECE,
    "/rueckmeldung/einwilligung": lambda of: {"handover_id": of.asked, "decision": "refused"},
    "/rueckmeldung/ergaenzung": lambda of: {"addition_id": of.addition, "decision": "refused"},
    "/rueckmeldung/geklappt": lambda of: {"handover_id": of.given, "worked": "yes"},
    "/rueckmeldung/termin": lambda of: {"handover_id": of.given, "round": "1", "chosen": "none"},
    "/rueckmeldung/notiert": lambda of: {},
    "/rueckmeldung/kontakt/ende": lambda of: {},
    "/rueckmeldung/wort": lambda of: {"word": "Grüner Kürbis"},
    "/rueckmeldung/kontakt": lambda of: {"channel": "mail", "address": "person@example.org"},
    "/desk/contacts": lambda of: {"attempt": uuid4().hex, "text": "Es wurde am Telefon gedroht."},
    "/desk/cases/{case_id}/erase": lambda of: {"sure": "ja"},
    "/desk/contacts/{contact_id}/erase": lambda of: {"sure": "ja"},
    "/desk/contacts/{contact_id}/answers": lambda of: {"text": "Wir sind da."},
    "/desk/contacts/{contact_id}/call-backs": lambda of: {"day": "2099-01-05", "time": "10:30"},
    "/desk/contacts/{contact_id}/emergency": lambda of: {"informed": "police", "text": "Ort.", "may_know": "nein"},
    "/desk/contacts/{contact_id}/notes": lambda of: {"kind": "note", "text": "Rief eine Stelle an."},
    "/desk/contacts/{contact_id}/notes/{note_id}": lambda of: {"kind": "note", "text": "Rief eine andere Stelle an."},
    "/desk/contacts/{contact_id}/incidents": lambda of: {"first": "2026-09-20", "way": "phone", "text": "Drohung."},
    "/desk/contacts/{contact_id}/incidents/{incident_id}": lambda of: {
        "first": "2026-09-21",
        "way": "phone",
        "text": "Drohung.",
    },
    "/desk/contacts/find": lambda of: {"text": "Es wurde am Telefon gedroht.", "known": "L-00000"},
    "/desk/drafts": lambda of: {"attempt": uuid4().hex, "text": "Es wurde am Telefon gedroht."},
    "/desk/drafts/notes/{contact_id}": lambda of: {"kind": "note", "text": "Rief eine Stelle an."},
    "/desk/drafts/notes/{contact_id}/{note_id}": lambda of: {"kind": "note", "text": "Rief eine andere Stelle an."},
    "/desk/drafts/incidents/{contact_id}": lambda of: {"way": "phone", "text": "Es wurde am Telefon gedroht."},
    "/desk/drafts/incidents/{contact_id}/{incident_id}": lambda of: {"way": "phone", "text": "Es wurde gedroht."},
    "/desk/drafts/additions/{handover_id}": lambda of: {"items": "account", "text_account": "Seit Mai."},
    "/desk/drafts/{draft_id}/discard": lambda of: {},
    "/desk/contacts/silent": lambda of: {"nobody_spoke": "silent"},
    "/desk/contacts/{contact_id}/safe-contact": lambda of: {
        "channel": "phone",
        "address": "030 555 01 77",
        "known_by": "in_person",
        "seen": of.safe_contact,
    },
    "/desk/contacts/{contact_id}/talk": lambda of: {"talk_place": "Rathaus"},
    "/desk/contacts/{contact_id}/prevention": lambda of: {
        "needs": "training",
        "land": "SN",
        "nothing_happened": "true",
    },
    "/desk/contacts/{contact_id}/press": lambda of: {},
    "/desk/contacts/{contact_id}/no-press": lambda of: {},
    "/desk/emergencies/{disclosure_id}/tell": lambda of: {},
    "/desk/emergencies/{disclosure_id}/review": lambda of: {},
    "/desk/contacts/{contact_id}/new-code/word": lambda of: {"word": "Grüner Kürbis"},
    "/desk/contacts/{contact_id}/new-code/check": lambda of: {"said": "Grüner Kürbis"},
    "/desk/contacts/{contact_id}/new-code/ask": lambda of: {"basis": "word"},
    "/desk/contacts/{contact_id}/new-code/issue": lambda of: {},
    "/desk/contacts/{contact_id}/related": lambda of: {"number": "L-00000"},
    "/desk/contacts/{contact_id}/related/end": lambda of: {"other": of.case},
    "/desk/new-codes/{code_id}": lambda of: {"because": "doubts"},
    "/desk/contacts/{contact_id}/hold": lambda of: {"reason": "claims", "until": in_a_month()},
    "/desk/contacts/{contact_id}/own-data": lambda of: {"check": "with_code"},
    "/desk/contacts/{contact_id}/hold/end": lambda of: {},
    "/desk/contacts/{contact_id}/link": lambda of: {"number": "L-00000"},
    "/desk/contacts/{contact_id}/unlink": lambda of: {},
    "/desk/contacts/{contact_id}/join": lambda of: {"number": "L-00000"},
    "/desk/contacts/{contact_id}/part": lambda of: {},
    "/desk/contacts/{contact_id}/give": lambda of: {"to": "queue"},
    "/desk/search": lambda of: {"wanted": "L-00000"},
    "/desk/team/absence": lambda of: {
        "who": of.entry,
        "first": "2099-01-05",
        "last": "2099-01-09",
        "substitute": of.entry,
    },
    "/desk/team/{colleague}/return": lambda of: {},
    "/desk/cases/{case_id}/triage": lambda of: {"seen": "1", "urgency": "routine", "land": "SN"},
    "/desk/cases/{case_id}/close": lambda of: {"outcome": "resolved", "unanswered": "told"},
    "/desk/contacts/{contact_id}/close": lambda of: {"unanswered": "told"},
    "/desk/cases/{case_id}/handovers": lambda of: {
        "partner": of.partner,
        "kind": "warm",
        "items": "account",
        "text_account": "Drohung.",
    },
    "/desk/handovers/{handover_id}/decisions": lambda of: {"case_id": of.case, "decision": "refused", "how": "voice"},
    "/desk/handovers/{handover_id}/arrangement-answer": lambda of: {
        "case_id": of.case,
        "round": "1",
        "chosen": "none",
    },
    "/desk/handovers/{handover_id}/take-back": lambda of: {"case_id": of.case},
    "/desk/handovers/{handover_id}/additions": lambda of: {"items": "account", "text_account": "Seit Montag."},
    "/desk/additions/{addition_id}/decisions": lambda of: {"case_id": of.case, "decision": "refused", "how": "voice"},
    "/desk/additions/{addition_id}/take-back": lambda of: {"case_id": of.case},
    "/desk/handovers/{handover_id}/correction": lambda of: {"truly": "refused", "reason": "misheard"},
    "/desk/additions/{addition_id}/correction": lambda of: {"truly": "refused", "reason": "misheard"},
    "/desk/corrections/{correction_id}": lambda of: {"assessment": "no_risk", "words": "Nichts gelesen."},
    "/desk/begruendung/{thread}": lambda of: {"reason": "danger"},
    "/desk/begruendung/{thread}/ende": lambda of: {},
    "/desk/inspections/{inspection_id}": lambda of: {"verdict": "in_order"},
    "/desk/readers/{thread}": lambda of: {"cause": "complaint"},
    **{f"/notification/cases/{{case_id}}/letters/{kind}": written for kind, written in WRITTEN.items()},
    "/briefe/{path}/mit-aktenzeichen": lambda of: {"reference": "123 Js 4567/26"},
    **{f"/briefe/{BEFORE[kind].path}": as_text(written) for kind, written in WRITTEN.items()},
    "/referral/cases/{case_id}/referrals/{referral_id}": lambda of: {"act": "contact", "version": "1"},
    "/referral/cases/{case_id}/referrals/{referral_id}/phone-answer": lambda of: {
        "answer": "contact",
        "version": "1",
        "day": berlin_day(now()).isoformat(),
        "time": f"{now().astimezone(BERLIN):%H:%M}",
        "speaker": "Leitung",
        "phone": "other",
        "other_phone": "030 5550123",
    },
    "/referral/cases/{case_id}/source": lambda of: {"place": "05315", "conflict": "police"},
    "/referral/cases/{case_id}/refusals": lambda of: {"partner": of.partner, "refused": "true"},
    "/referral/cases/{case_id}/capacity-inquiries": lambda of: {"partner": of.partner, "need": "legal"},
    "/referral/cases/{case_id}/capacity-inquiries/{inquiry_id}/take-back": lambda of: {},
    "/referral/cases/{case_id}/proceedings": lambda of: ACCOUNT,
    "/referral/cases/{case_id}/proceedings/{proceeding_id}": lambda of: ACCOUNT | {"version": "1"},
    "/referral/cases/{case_id}/proceedings/{proceeding_id}/same-act": lambda of: {"to": of.proceeding},
    "/referral/cases/{case_id}/proceedings/{proceeding_id}/own-act": lambda of: {},
    "/notification/webhooks/{partner_id}": lambda of: {"address": "https://nicht-freigegeben.example.org/"},
    "/referral/directory": lambda of: ENTRY,
    "/referral/directory/import": lambda of: {"written_as": "csv", "file": "id,name\n,Beratung Nord\n"},
    "/referral/directory/{partner_id}": lambda of: ENTRY,
    "/referral/directory/{partner_id}/suspend": lambda of: {"why": "unclear"},
    "/referral/directory/{partner_id}/onboarding/call-back": lambda of: {
        "called_on": "2026-09-20",
        "number": "030 5550123",
        "source": "website",
    },
    "/referral/directory/{partner_id}/onboarding/pin-told": lambda of: {"told": "letter"},
    "/referral/directory/{partner_id}/close": lambda of: {"until": "2099-01-01"},
    "/partner/eintrag/{token}": lambda of: {"pin": of.pin},
    "/partner/eintrag/{token}/bestaetigung": lambda of: {"capacity": "free"},
    "/partner/zugang/{token}": lambda of: {"pin": of.pin},
    "/partner/platzanfrage/{token}": lambda of: {"pin": of.pin},
    "/partner/platzanfrage/{token}/antwort": lambda of: {"answer": "later"},
    "/partner/abmelden": lambda of: {},
    "/partner/zugang/{token}/neuer-link": lambda of: {},
    "/partner/zugang/{token}/verfahren": lambda of: TOLD | {"version": "0"},
    "/partner/zugang/{token}/termin": lambda of: {"officer_name": "Leitung", "version": "0"},
    "/partner/zugang/{token}/antwort": lambda of: {"act": "contact", "version": "1"},
}
BODIES: Final[Mapping[str, dict[str, Any]]] = {
    "/api/intake/submissions": {"text": "Mir wurde gedroht."},
    "/api/notification/sms/reports": {"reference": str(UUID(int=0)), "status": "failed"},
    "/api/notification/deadlines/preview": {"act_known_on": "2026-09-20"},
    "/internal/referrals/{referral_id}/replies": {"sealed": "AAAA"},
    "/api/referral/partner/referrals/{reference}/decline": {"reason": "no_capacity"},
    "/api/referral/partner/referrals/{reference}/return": {"reason": "no_capacity"},
    "/api/referral/partner/referrals/{reference}/ask": {"items": ["contact"]},
    "/api/referral/partner/referrals/{reference}/waitlist": {"until": "2020-01-01"},
    "/api/referral/partner/referrals/{reference}/proceeding": TOLD | {"offences": ["stgb_241"]},
    "/internal/handovers/{handover_id}/arrangement": {"sealed": "AAAA"},
    "/internal/cases/{case_id}/file-numbers": {"sealed": "AAAA"},
    "/api/referral/partner/referrals/{reference}/arrangement": {"officer": {"name": "Leitung"}},
    "/api/referral/partner/capacity-inquiries/{reference}/answer": {"answer": "no"},
    "/api/referral/partner/referrals/{reference}/fail": {"reason": "not_reached"},
    "/api/referral/partner/referrals/{reference}/complete": {"outcome": "helped"},
}
ON_THE_FOLLOW_PAGE: Final = tuple(path for path in FORMS if path.startswith("/rueckmeldung/"))
IN_THE_FORM: Final = (
    "/rueckmeldung",
    "/rueckmeldung/einwilligung",
    "/rueckmeldung/ergaenzung",
    "/rueckmeldung/geklappt",
    "/rueckmeldung/termin",
    "/rueckmeldung/kontakt",
    "/rueckmeldung/kontakt/ende",
)


def is_about_something(path: str) -> bool:
    """Whether the request names a thing that can belong to somebody."""
    about_nobody = ("{article}", "{path}", "{hour}", "{name}", "{name}.csv", "{name}.json")
    return ("{" in path and not path.endswith(about_nobody)) or path in IN_THE_FORM


def sent(method: str, path: str, of: Things, own: Things) -> dict[str, Any]:
    """Returns the content of the request about `of`, sent from a page that was opened with the things of `own`."""
    if method == "GET":
        return {}
    if path in BODIES:
        return {"json": BODIES[path]}
    by_the_page = {"thread": thread_of(own.code)} if path in ON_THE_FOLLOW_PAGE else {}
    return {"data": FORMS[path](of) | by_the_page} if path in FORMS else {}
