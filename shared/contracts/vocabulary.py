"""The closed lists of words that an event may carry.

A reader takes a word that is newer than its own list as `unknown`. `other` is in every list where a human may meet
something that the list lacks.
"""

from enum import StrEnum


class Service(StrEnum):
    """The services of Lotse."""

    INTAKE = "intake"
    REFERRAL = "referral"
    NOTIFICATION = "notification"
    STATISTICS = "statistics"
    UNKNOWN = "unknown"


class Land(StrEnum):
    """The sixteen German Länder, by the letters of ISO 3166-2."""

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
    """The way by which a concern came to the contact point.

    `portal`: its own website. `other_portal`: the system of another organisation.
    """

    PORTAL = "portal"
    PHONE = "phone"
    MAIL = "mail"
    LETTER = "letter"
    IN_PERSON = "in_person"
    OTHER_PORTAL = "other_portal"
    OTHER = "other"
    UNKNOWN = "unknown"


class Reason(StrEnum):
    """The reason for which somebody came to the contact point.

    `prevention`: nothing has happened yet. `on_behalf`: they report for another person. `silent`: a call in which
    nobody spoke. `abusive`: a call or message of insults.
    """

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
    """The purpose for which a case is kept.

    `prevention`: nothing happened and somebody is only referred to a partner, which counts as no case.
    """

    COUNSELLING = "counselling"
    PREVENTION = "prevention"
    UNKNOWN = "unknown"


class Via(StrEnum):
    """The way by which somebody heard of the contact point."""

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
    """The kind of the affected person's municipality.

    `county`: Landkreis. `independent_city`: kreisfreie Stadt. `municipality`: Gemeinde, or a city that belongs to a
    county.
    """

    COUNTY = "county"
    INDEPENDENT_CITY = "independent_city"
    MUNICIPALITY = "municipality"
    OTHER = "other"
    UNKNOWN = "unknown"


class TargetGroup(StrEnum):
    """The capacity in which somebody is affected.

    `office`: they hold an office, as a mayor does. `mandate`: they have a seat, in a municipal council for example.
    `administration`: they work for the municipality. `candidate`: they stand for election.
    """

    OFFICE = "office"
    MANDATE = "mandate"
    ADMINISTRATION = "administration"
    CANDIDATE = "candidate"
    OTHER = "other"
    UNKNOWN = "unknown"


class Person(StrEnum):
    """The person who is affected: the one who reports (`self`), or one of their `family`."""

    SELF = "self"
    FAMILY = "family"
    OTHER = "other"
    UNKNOWN = "unknown"


class Tenure(StrEnum):
    """The kind of service in office or mandate: without pay beside a job (`honorary`), or as a job (`full_time`)."""

    HONORARY = "honorary"
    FULL_TIME = "full_time"
    OTHER = "other"
    UNKNOWN = "unknown"


class ThreatKind(StrEnum):
    """The kinds of what happened to the person, in everyday words; the offences in law are another list."""

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
    """The time within which somebody should act. `immediate`: somebody is in danger."""

    IMMEDIATE = "immediate"
    URGENT = "urgent"
    ROUTINE = "routine"
    UNKNOWN = "unknown"


class Need(StrEnum):
    """The kinds of help that a person needs. `peer`: to talk with others who were affected."""

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
    """The result with which a case was closed. `referred_on`: partners help from now on."""

    RESOLVED = "resolved"
    REFERRED_ON = "referred_on"
    ENDED_BY_PERSON = "ended_by_person"
    NO_FURTHER_CONTACT = "no_further_contact"
    OTHER = "other"
    UNKNOWN = "unknown"


class ReferralKind(StrEnum):
    """The kind of a referral.

    `warm`: the contact point asks the partner, and the partner answers. `cold`: the partner is named to the person, who
    reaches it by themselves; the partner is told nothing.
    """

    WARM = "warm"
    COLD = "cold"
    UNKNOWN = "unknown"


class ConsentItem(StrEnum):
    """The kinds of information about a person that a partner may be given, each with their consent.

    `account`: their account of what happened or what they need. `proceeding`: how far a criminal proceeding has got.
    """

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
    """The way in which a person decided: on their own `page`, by `voice`, or in `writing`."""

    PAGE = "page"
    VOICE = "voice"
    WRITING = "writing"
    OTHER = "other"
    UNKNOWN = "unknown"


class PartnerCategory(StrEnum):
    """The kind of organisation that a partner is."""

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
    """The level of the state for which a partner works."""

    FEDERAL = "federal"
    LAND = "land"
    MUNICIPAL = "municipal"
    OTHER = "other"
    UNKNOWN = "unknown"


class Way(StrEnum):
    """The way by which a person or a partner is reached.

    `webhook`: a signed request to the partner's own system. `kafka`: a message on the partner's own topic.
    """

    MAIL = "mail"
    WEBHOOK = "webhook"
    KAFKA = "kafka"
    PHONE = "phone"
    SMS = "sms"
    LETTER = "letter"
    OTHER = "other"
    UNKNOWN = "unknown"


class DeclineReason(StrEnum):
    """The reason for which a partner declines a referral, or gives back one that it had accepted."""

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
    """The reason for which a referral that a partner had accepted led to no help."""

    NOT_REACHED = "not_reached"
    PERSON_DECLINED = "person_declined"
    HELP_NOT_POSSIBLE = "help_not_possible"
    OTHER = "other"
    UNKNOWN = "unknown"


class NotedDecision(StrEnum):
    """A decision that the desk had noted as the person's by mistake."""

    GIVEN = "given"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    OTHER = "other"
    UNKNOWN = "unknown"


class TrueAnswer(StrEnum):
    """The person's answer as it really stands, where the desk had noted another decision by mistake.

    `asked`: they have not answered yet. `given`: they agreed, and never withdrew that.
    """

    ASKED = "asked"
    REFUSED = "refused"
    GIVEN = "given"
    OTHER = "other"
    UNKNOWN = "unknown"


class RecallReason(StrEnum):
    """The reason for which the contact point took a referral back.

    `partner_delisted`: the partner left the directory. `not_onboarded`: referrals do not go to the partner yet, and it
    was told nothing. `consent_mistaken`: the person never agreed, and a consent was noted by mistake.
    """

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
    """The result with which a partner's help ended."""

    HELPED = "helped"
    PARTLY_HELPED = "partly_helped"
    NOT_HELPED = "not_helped"
    PERSON_DECLINED = "person_declined"
    NOT_REACHED = "not_reached"
    OTHER = "other"
    UNKNOWN = "unknown"


class AnsweredBy(StrEnum):
    """The one who entered a partner's answer.

    `counsellor`: entered at the contact point for a partner that answered by phone or letter.
    """

    PARTNER = "partner"
    COUNSELLOR = "counsellor"
    UNKNOWN = "unknown"


class PartnerAnswer(StrEnum):
    """The answers that a partner gives to a referral.

    `asked`: it needs to know something before it decides. `waitlisted`: nobody is free until a later day. `returned`:
    it gives back what it had accepted. `contacted`: it is in touch with the person. `failed`: its help did not come
    about.
    """

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
    """The reason for which a partner's answer on its topic was not taken.

    `unknown_reference`: it has no referral of this reference. `not_in_this_state`: the referral does not allow this
    answer now. `id_reused`: the `id` came before with another content. `unreadable`: the record is no event that the
    contract allows. `stopped`: too many records could not be read, and nothing is read from the topic until both sides
    have talked. `other`: the answer's content cannot be, such as a day that has passed.
    """

    UNKNOWN_REFERENCE = "unknown_reference"
    NOT_IN_THIS_STATE = "not_in_this_state"
    ID_REUSED = "id_reused"
    UNREADABLE = "unreadable"
    STOPPED = "stopped"
    OTHER = "other"
    UNKNOWN = "unknown"


class ProceedingState(StrEnum):
    """The state of a criminal proceeding, from an act that is not reported to a judgment that is final."""

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
    """The ground on which a criminal proceeding was discontinued.

    `stpo_…`: by that section of the Strafprozessordnung; `stpo_170_2` is its § 170 (2). `private_action`: the person
    was told to prosecute by themselves. `unknown_offender`: the offender was not found.
    """

    STPO_170_2 = "stpo_170_2"
    STPO_153 = "stpo_153"
    STPO_153A = "stpo_153a"
    STPO_154 = "stpo_154"
    PRIVATE_ACTION = "private_action"
    UNKNOWN_OFFENDER = "unknown_offender"
    OTHER = "other"
    UNKNOWN = "unknown"


class ProceedingSource(StrEnum):
    """The one who told the contact point of a proceeding.

    `notice_406d`: the authority, in a notice to the person after § 406d of the Strafprozessordnung.
    """

    AFFECTED_PERSON = "affected_person"
    NOTICE_406D = "notice_406d"
    LAWYER = "lawyer"
    PARTNER = "partner"
    OTHER = "other"
    UNKNOWN = "unknown"


class EntitledRole(StrEnum):
    """The role of somebody who may request prosecution.

    `self`: the affected person. `superior`: their superior in office. `supervisory`: the authority that supervises the
    municipality. `other`: another one, such as the owner of what was damaged.
    """

    SELF = "self"
    SUPERIOR = "superior"
    SUPERVISORY = "supervisory"
    OTHER = "other"
    UNKNOWN = "unknown"


class NoticeKind(StrEnum):
    """The kinds of what happens in a proceeding on a day and may start, suspend or end a legal period.

    `request_filed`: the request for prosecution. `discontinuation_with_instruction`: the notice of it says how to
    complain. `superior_decision`: the decision on that complaint. `conciliation_…`: the attempt at conciliation before
    a private prosecution. `register_block_entered`: the person's address is not given to others. `accident_…`: an
    accident at work. `evidence_seen`: it is not secured yet. `information_requested`: the authority was asked how far
    it is (§ 406d StPO).
    """

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
    """Offences by their sections: `stgb_…` of the Strafgesetzbuch, `kug_…` of the Kunsturhebergesetz."""

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
    """The one whom a notice is for."""

    PERSON = "person"
    PARTNER = "partner"
    STAFF = "staff"
    UNKNOWN = "unknown"


class DeliveryRule(StrEnum):
    """The occasion of a notice to a person or a partner."""

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
    """The reason for which a notice waits or will not be sent.

    It waits: `once_a_day`, as one left on that day already; `allowed_hours`, for the hours that the person allows;
    `daytime`, for the morning. It will not be sent: `nothing_new`, as what it was to tell is settled;
    `no_safe_contact`; `not_wished`; or for `by_phone_only`, `unreadable_times` or `outside_hours_too_long`, and then
    somebody at the desk reaches the person in another way.
    """

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
    """The rules by which deadlines are counted, under the German names that the law has for them.

    `evidence`, `partner_response` and `followup_406d` are rules of the contact point's own: to secure evidence in time,
    to await a partner's answer, and to ask how far a proceeding is.
    """

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
