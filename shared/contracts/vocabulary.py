"""The words of the contracts.

A reader takes a word that is newer than itself for `unknown`. `other` is in every list where a human may meet something
that the list lacks.
"""

from enum import StrEnum


class Service(StrEnum):
    INTAKE = "intake"
    REFERRAL = "referral"
    NOTIFICATION = "notification"
    STATISTICS = "statistics"
    UNKNOWN = "unknown"


class Land(StrEnum):
    BW = "BW"
    BY = "BY"
    BE = "BE"
    BB = "BB"
    HB = "HB"
    HH = "HH"
    HE = "HE"
    MV = "MV"
    NI = "NI"
    NW = "NW"
    RP = "RP"
    SL = "SL"
    SN = "SN"
    ST = "ST"
    SH = "SH"
    TH = "TH"
    UNKNOWN = "unknown"


class Channel(StrEnum):
    """The way in."""

    PORTAL = "portal"
    PHONE = "phone"
    MAIL = "mail"
    LETTER = "letter"
    IN_PERSON = "in_person"
    OTHER_PORTAL = "other_portal"
    OTHER = "other"
    UNKNOWN = "unknown"


class Reason(StrEnum):
    COUNSELLING = "counselling"
    INFORMATION = "information"
    PREVENTION = "prevention"
    ON_BEHALF = "on_behalf"
    SILENT = "silent"
    ABUSIVE = "abusive"
    PRESS = "press"
    OTHER = "other"
    UNKNOWN = "unknown"


class Purpose(StrEnum):
    """What a case is kept for. For prevention: nothing happened, somebody is referred, and it counts as no case."""

    COUNSELLING = "counselling"
    PREVENTION = "prevention"
    UNKNOWN = "unknown"


class Via(StrEnum):
    """How they heard of us."""

    SEARCH = "search"
    PRESS = "press"
    SOCIAL_MEDIA = "social_media"
    MUNICIPALITY = "municipality"
    ASSOCIATION = "association"
    POLICE = "police"
    PARTNER = "partner"
    COLLEAGUE = "colleague"
    EVENT = "event"
    OTHER = "other"
    UNKNOWN = "unknown"


class MunicipalityKind(StrEnum):
    COUNTY = "county"
    INDEPENDENT_CITY = "independent_city"
    MUNICIPALITY = "municipality"
    OTHER = "other"
    UNKNOWN = "unknown"


class TargetGroup(StrEnum):
    OFFICE = "office"
    MANDATE = "mandate"
    ADMINISTRATION = "administration"
    CANDIDATE = "candidate"
    OTHER = "other"
    UNKNOWN = "unknown"


class Person(StrEnum):
    SELF = "self"
    FAMILY = "family"
    OTHER = "other"
    UNKNOWN = "unknown"


class Tenure(StrEnum):
    HONORARY = "honorary"
    FULL_TIME = "full_time"
    OTHER = "other"
    UNKNOWN = "unknown"


class ThreatKind(StrEnum):
    INSULT = "insult"
    DEFAMATION = "defamation"
    THREAT = "threat"
    HATE_POST = "hate_post"
    DOXING = "doxing"
    STALKING = "stalking"
    COERCION = "coercion"
    TRESPASS = "trespass"
    PROPERTY_DAMAGE = "property_damage"
    PHYSICAL_ASSAULT = "physical_assault"
    OTHER = "other"
    UNKNOWN = "unknown"


class Urgency(StrEnum):
    IMMEDIATE = "immediate"
    URGENT = "urgent"
    ROUTINE = "routine"
    UNKNOWN = "unknown"


class Need(StrEnum):
    ORIENTATION = "orientation"
    POLICE_SECURITY = "police_security"
    PROSECUTION = "prosecution"
    LEGAL = "legal"
    PSYCHOLOGICAL = "psychological"
    DIGITAL_SAFETY = "digital_safety"
    EVIDENCE = "evidence"
    PEER = "peer"
    FAMILY = "family"
    MEDIA = "media"
    TRAINING = "training"
    OTHER = "other"
    UNKNOWN = "unknown"


class CaseOutcome(StrEnum):
    RESOLVED = "resolved"
    REFERRED_ON = "referred_on"
    ENDED_BY_PERSON = "ended_by_person"
    NO_FURTHER_CONTACT = "no_further_contact"
    OTHER = "other"
    UNKNOWN = "unknown"


class ReferralKind(StrEnum):
    """Warm: the partner is told and answers. Cold: the person got the partner's number."""

    WARM = "warm"
    COLD = "cold"
    UNKNOWN = "unknown"


class ConsentItem(StrEnum):
    NAME = "name"
    CONTACT = "contact"
    OFFICE = "office"
    MUNICIPALITY = "municipality"
    ACCOUNT = "account"
    EVIDENCE = "evidence"
    PROCEEDING = "proceeding"
    PROTECTION_NEEDS = "protection_needs"
    OTHER = "other"
    UNKNOWN = "unknown"


class ConsentHow(StrEnum):
    PAGE = "page"
    VOICE = "voice"
    WRITING = "writing"
    OTHER = "other"
    UNKNOWN = "unknown"


class PartnerCategory(StrEnum):
    POLICE = "police"
    PROSECUTION = "prosecution"
    SECURITY_AUTHORITY = "security_authority"
    VICTIM_SUPPORT = "victim_support"
    LEGAL = "legal"
    PSYCHOLOGICAL = "psychological"
    DIGITAL = "digital"
    PEER = "peer"
    ASSOCIATION = "association"
    MEDIA = "media"
    OTHER = "other"
    UNKNOWN = "unknown"


class Level(StrEnum):
    FEDERAL = "federal"
    LAND = "land"
    MUNICIPAL = "municipal"
    OTHER = "other"
    UNKNOWN = "unknown"


class Way(StrEnum):
    """How a delivery travels."""

    MAIL = "mail"
    WEBHOOK = "webhook"
    KAFKA = "kafka"
    PHONE = "phone"
    SMS = "sms"
    LETTER = "letter"
    OTHER = "other"
    UNKNOWN = "unknown"


class DeclineReason(StrEnum):
    """Why a partner declines or returns."""

    NO_CAPACITY = "no_capacity"
    NOT_COMPETENT_TERRITORY = "not_competent_territory"
    NOT_COMPETENT_SUBJECT = "not_competent_subject"
    NOT_ELIGIBLE = "not_eligible"
    MISSING_INFORMATION = "missing_information"
    CONFLICT_OF_INTEREST = "conflict_of_interest"
    WAITLIST = "waitlist"
    OTHER = "other"
    UNKNOWN = "unknown"


class FailReason(StrEnum):
    """Why an accepted referral led to nothing."""

    NOT_REACHED = "not_reached"
    PERSON_DECLINED = "person_declined"
    HELP_NOT_POSSIBLE = "help_not_possible"
    OTHER = "other"
    UNKNOWN = "unknown"


class NotedDecision(StrEnum):
    """What a counsellor noted as the person's decision."""

    GIVEN = "given"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    OTHER = "other"
    UNKNOWN = "unknown"


class TrueAnswer(StrEnum):
    """How the person's answer stands where another one was noted by mistake; `asked`: she has not answered."""

    ASKED = "asked"
    REFUSED = "refused"
    GIVEN = "given"
    OTHER = "other"
    UNKNOWN = "unknown"


class RecallReason(StrEnum):
    BY_COUNSELLOR = "by_counsellor"
    CONSENT_WITHDRAWN = "consent_withdrawn"
    PARTNER_DELISTED = "partner_delisted"
    NOT_ONBOARDED = "not_onboarded"
    """The partner gets nothing of a case yet, and was told nothing of this one."""

    CONSENT_MISTAKEN = "consent_mistaken"
    """The person never agreed: it was entered at the desk by mistake."""

    OTHER = "other"
    UNKNOWN = "unknown"


class ReferralOutcome(StrEnum):
    HELPED = "helped"
    PARTLY_HELPED = "partly_helped"
    NOT_HELPED = "not_helped"
    PERSON_DECLINED = "person_declined"
    NOT_REACHED = "not_reached"
    OTHER = "other"
    UNKNOWN = "unknown"


class AnsweredBy(StrEnum):
    """Who entered a partner's answer; the counsellor does it for partners reached by phone or letter."""

    PARTNER = "partner"
    COUNSELLOR = "counsellor"
    UNKNOWN = "unknown"


class PartnerAnswer(StrEnum):
    ACCEPTED = "accepted"
    ASKED = "asked"
    WAITLISTED = "waitlisted"
    DECLINED = "declined"
    RETURNED = "returned"
    CONTACTED = "contacted"
    COMPLETED = "completed"
    FAILED = "failed"
    OTHER = "other"
    UNKNOWN = "unknown"


class AnswerProblem(StrEnum):
    """Why a partner's answer could not be taken."""

    UNKNOWN_REFERENCE = "unknown_reference"
    NOT_IN_THIS_STATE = "not_in_this_state"
    ID_REUSED = "id_reused"
    UNREADABLE = "unreadable"
    STOPPED = "stopped"
    OTHER = "other"
    UNKNOWN = "unknown"


class ProceedingState(StrEnum):
    UNREPORTED = "unreported"
    REPORTED = "reported"
    FILE_NUMBER_KNOWN = "file_number_known"
    INVESTIGATION = "investigation"
    DISCONTINUED = "discontinued"
    PENAL_ORDER = "penal_order"
    INDICTED = "indicted"
    TRIAL_DATED = "trial_dated"
    JUDGMENT = "judgment"
    FINAL = "final"
    OTHER = "other"
    UNKNOWN = "unknown"


class Discontinuation(StrEnum):
    STPO_170_2 = "stpo_170_2"
    STPO_153 = "stpo_153"
    STPO_153A = "stpo_153a"
    STPO_154 = "stpo_154"
    PRIVATE_ACTION = "private_action"
    UNKNOWN_OFFENDER = "unknown_offender"
    OTHER = "other"
    UNKNOWN = "unknown"


class ProceedingSource(StrEnum):
    AFFECTED_PERSON = "affected_person"
    NOTICE_406D = "notice_406d"
    LAWYER = "lawyer"
    PARTNER = "partner"
    OTHER = "other"
    UNKNOWN = "unknown"


class EntitledRole(StrEnum):
    """Who may request prosecution."""

    SELF = "self"
    SUPERIOR = "superior"
    SUPERVISORY = "supervisory"
    OTHER = "other"
    UNKNOWN = "unknown"


class NoticeKind(StrEnum):
    """What has a date in a proceeding and starts, suspends or ends a clock."""

    ACT_ENDED = "act_ended"
    REPORT_FILED = "report_filed"
    REQUEST_FILED = "request_filed"
    DISCONTINUATION = "discontinuation"
    DISCONTINUATION_WITH_INSTRUCTION = "discontinuation_with_instruction"
    COMPLAINT_FILED = "complaint_filed"
    SUPERIOR_DECISION = "superior_decision"
    COURT_APPLICATION_FILED = "court_application_filed"
    CONCILIATION_STARTED = "conciliation_started"
    CONCILIATION_CERTIFIED = "conciliation_certified"
    REGISTER_BLOCK_ENTERED = "register_block_entered"
    ACCIDENT_KNOWN = "accident_known"
    ACCIDENT_REPORTED = "accident_reported"
    EVIDENCE_SEEN = "evidence_seen"
    EVIDENCE_SECURED = "evidence_secured"
    INFORMATION_REQUESTED = "information_requested"
    OTHER = "other"
    UNKNOWN = "unknown"


class Offence(StrEnum):
    STGB_111 = "stgb_111"
    STGB_113 = "stgb_113"
    STGB_114 = "stgb_114"
    STGB_115 = "stgb_115"
    STGB_123 = "stgb_123"
    STGB_126 = "stgb_126"
    STGB_126A = "stgb_126a"
    STGB_130 = "stgb_130"
    STGB_140 = "stgb_140"
    STGB_185 = "stgb_185"
    STGB_186 = "stgb_186"
    STGB_187 = "stgb_187"
    STGB_188 = "stgb_188"
    STGB_201 = "stgb_201"
    STGB_201A = "stgb_201a"
    STGB_202 = "stgb_202"
    STGB_202A = "stgb_202a"
    STGB_202B = "stgb_202b"
    STGB_202D = "stgb_202d"
    STGB_223 = "stgb_223"
    STGB_229 = "stgb_229"
    STGB_238 = "stgb_238"
    STGB_240 = "stgb_240"
    STGB_241 = "stgb_241"
    STGB_303 = "stgb_303"
    KUG_33 = "kug_33"
    OTHER = "other"
    UNKNOWN = "unknown"


class Audience(StrEnum):
    PERSON = "person"
    PARTNER = "partner"
    STAFF = "staff"
    UNKNOWN = "unknown"


class DeliveryRule(StrEnum):
    """What made notification tell somebody."""

    CONSENT_ASKED = "consent_asked"
    CONSENT_CORRECTED = "consent_corrected"
    DESK_ANSWERED = "desk_answered"
    REFERRAL_SENT = "referral_sent"
    REFERRAL_ACCEPTED = "referral_accepted"
    REFERRAL_DECLINED = "referral_declined"
    REFERRAL_OVERDUE = "referral_overdue"
    REFERRAL_RECALLED = "referral_recalled"
    REFERRAL_INFORMED = "referral_informed"
    ADDITIONS_CHANGED = "additions_changed"
    ARRANGEMENT_OFFERED = "arrangement_offered"
    ARRANGEMENT_ANSWERED = "arrangement_answered"
    LINK_RENEWED = "link_renewed"
    ENTRY_TEST = "entry_test"
    ENTRY_DUE = "entry_due"
    CAPACITY_ASKED = "capacity_asked"
    DEADLINE_NEAR = "deadline_near"
    DEADLINE_REMINDER = "deadline_reminder"
    DEADLINE_MISSED = "deadline_missed"
    OTHER = "other"
    UNKNOWN = "unknown"


class DeliveryReason(StrEnum):
    """Why a delivery waits, or will not leave. From `by_phone_only` on a human reaches the person in another way."""

    ONCE_A_DAY = "once_a_day"
    ALLOWED_HOURS = "allowed_hours"
    DAYTIME = "daytime"
    NOTHING_NEW = "nothing_new"
    NO_SAFE_CONTACT = "no_safe_contact"
    NOT_WISHED = "not_wished"
    BY_PHONE_ONLY = "by_phone_only"
    UNREADABLE_TIMES = "unreadable_times"
    OUTSIDE_HOURS_TOO_LONG = "outside_hours_too_long"
    OTHER = "other"
    UNKNOWN = "unknown"


class DeadlineRule(StrEnum):
    """Named as the law names them; the last three are rules of the house."""

    STRAFANTRAG = "strafantrag"
    BESCHWERDE = "beschwerde"
    KLAGEERZWINGUNG = "klageerzwingung"
    AUSKUNFTSSPERRE = "auskunftssperre"
    UNFALLANZEIGE = "unfallanzeige"
    VERJAEHRUNG = "verjaehrung"
    EVIDENCE = "evidence"
    PARTNER_RESPONSE = "partner_response"
    FOLLOWUP_406D = "followup_406d"
    OTHER = "other"
    UNKNOWN = "unknown"
