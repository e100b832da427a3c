"""Cases judged by hand: which partners of `judged_directory` together fit, and the reason. What the ranker must find.

Judged before the ranker was written. A judgement that turns out wrong is changed for its reason, not for the ranker.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

from services.referral.domain.question import Past, ThreatSource

TUESDAY_MORNING: Final = datetime(2026, 9, 1, 8, tzinfo=UTC)
SATURDAY_MORNING: Final = datetime(2026, 8, 29, 8, tzinfo=UTC)
SATURDAY_NIGHT: Final = datetime(2026, 8, 29, 20, tzinfo=UTC)


@dataclass(frozen=True)
class Judged:
    """`fits`: the set, in the order of the needs; `excluded`: some that must not be in it, with the reason said for it;
    `says`: reasons that a proposed one must be shown with; `gaps`: needs for which there is nobody.

    `category_misleads`: who only filters by category and Land proposes something else, and that would be wrong.
    """

    about: str
    case: dict[str, Any]
    fits: tuple[str, ...]
    because: str
    excluded: dict[str, str] = field(default_factory=dict)
    says: dict[str, tuple[str, ...]] = field(default_factory=dict)
    gaps: tuple[str, ...] = ()
    asked: dict[str, Past] = field(default_factory=dict)
    place: str | None = None
    conflict: tuple[ThreatSource, ...] = ()
    refused: tuple[str, ...] = ()
    at: datetime = TUESDAY_MORNING
    category_misleads: bool = False


def case(land: str, *needs: str, **more: Any) -> dict[str, Any]:
    return {"land": land, "needs": list(needs), "threat_kinds": [], "urgency": "routine", **more}


JUDGED: Final = (
    Judged(
        "mayor, threatened, now",
        case("NW", "police_security", "psychological", "legal", threat_kinds=["threat"], urgency="immediate",
             target_group="office"),
        ("police-nw", "psych-nw", "legal-nw"),
        "three needs, and for each a specialist of the Land; the victim support would do all three less well",
        says={"police-nw": ("must_act", "covers_need", "knows_threat"), "legal-nw": ("covers_need", "in_the_land")},
    ),
    Judged(
        "danger on a Saturday night",
        case("SN", "police_security", threat_kinds=["threat"], urgency="immediate"),
        ("police-sn-place",),
        "the contact of the Land is closed until Monday; a station is open",
        at=SATURDAY_NIGHT,
    ),
    Judged(
        "the same on a Tuesday morning",
        case("SN", "police_security", threat_kinds=["threat"], urgency="immediate"),
        ("police-sn",),
        "open now, and named by the network for exactly this; the station only is quicker",
        says={"police-sn": ("must_act", "specialist")},
        place="14612",
        category_misleads=True,
    ),
    Judged(
        "support needed at once, on a Saturday morning",
        case("NW", "psychological", urgency="immediate", target_group="office"),
        ("psych-federal",),
        "the nearer one does not pick up the telephone on a Saturday",
        at=SATURDAY_MORNING,
    ),
    Judged(
        "support needed soon, on a Saturday morning, nobody asked what the person is",
        case("NW", "psychological", urgency="urgent"),
        ("psych-federal",),
        "can be rung today; that the others are in the Land does not outweigh it",
        at=SATURDAY_MORNING,
    ),
    Judged(
        "the same for a councillor",
        case("NW", "psychological", urgency="urgent", target_group="mandate"),
        ("psych-nw",),
        "urgent is not immediate: who is there for councillors and in the Land may wait until Monday",
        at=SATURDAY_MORNING,
    ),
    Judged(
        "relatives in Hessen, on a Saturday morning",
        case("HE", "family", urgency="urgent"),
        ("psych-federal",),
        "both can, one can today",
        at=SATURDAY_MORNING,
    ),
    Judged(
        "nobody from the police",
        case("NW", "police_security", "psychological", no_police=True, target_group="mandate"),
        ("psych-nw",),
        "the wish holds against the need; a security authority is no way around it, nor are prosecutors",
        excluded={"police-nw": "wish_no_police", "security-nw": "wish_no_police", "prosecution-nw": "wish_no_police"},
        gaps=("police_security",),
    ),
    Judged(
        "no police, but charges",
        case("NW", "prosecution", no_police=True),
        ("prosecution-nw",),
        "a report can be filed with the prosecutors, and the person asked for that",
        excluded={"police-nw": "wish_no_police"},
        says={"prosecution-nw": ("must_act",)},
    ),
    Judged(
        "no charges",
        case("NW", "legal", "prosecution", no_prosecution=True, threat_kinds=["insult"]),
        ("legal-nw",),
        "a lawyer explains what charges would mean; the police must pass on what they learn",
        excluded={"prosecution-nw": "wish_no_prosecution", "police-nw": "wish_no_prosecution"},
    ),
    Judged(
        "protection without charges",
        case("NW", "police_security", no_prosecution=True, threat_kinds=["threat"]),
        ("security-nw",),
        "is not bound to investigate",
        excluded={"police-nw": "wish_no_prosecution"},
    ),
    Judged(
        "the threat comes from the own police station",
        case("BY", "police_security", target_group="mandate"),
        ("police-by",),
        "old entry, but the only one that is not the source",
        excluded={"police-by-place": "conflict_of_interest"},
        says={"police-by": ("stale",)},
        place="09162",
        conflict=("police",),
    ),
    Judged(
        "own police, place not told",
        case("NW", "police_security"),
        ("police-nw",),
        "without the place every station could be the one",
        excluded={"police-nw-place": "conflict_of_interest"},
        conflict=("police",),
    ),
    Judged(
        "the threat comes from the own administration",
        case("BY", "psychological"),
        ("psych-federal",),
        "the town's own counselling belongs to the administration",
        excluded={"support-by-place": "conflict_of_interest"},
        place="09162",
        conflict=("administration",),
    ),
    Judged(
        "does not want the nearest one",
        case("NW", "psychological", target_group="office"),
        ("psych-federal",),
        "said so; the next specialist, not the generalist",
        excluded={"psych-nw": "excluded_by_person"},
        refused=("psych-nw",),
    ),
    Judged(
        "does not want the nearest lawyers",
        case("NW", "legal", target_group="office", municipality_kind="municipality"),
        ("towns",),
        "an association, but agreed for legal advice to mayors",
        excluded={"legal-nw": "excluded_by_person"},
        refused=("legal-nw",),
        category_misleads=True,
    ),
    Judged(
        "Land not told",
        case("unknown", "psychological"),
        ("psych-federal",),
        "who serves one Land cannot be checked",
        excluded={"psych-nw": "land_unknown"},
    ),
    Judged(
        "candidate, Land not told, needs a lawyer",
        case("unknown", "legal", target_group="candidate"),
        (),
        "nobody for candidates; the gap must be seen",
        excluded={"legal-nw": "land_unknown", "legal-federal": "excluded_group"},
        gaps=("legal",),
    ),
    Judged(
        "a Land without partners of its own",
        case("HH", "police_security", "psychological", target_group="mandate"),
        ("psych-federal",),
        "another Land's police has no business there",
        excluded={"police-nw": "other_land"},
        gaps=("police_security",),
    ),
    Judged(
        "charges in a Land without a prosecutors' unit in the network",
        case("RP", "prosecution"),
        ("reporting",),
        "a reporting office that files charges: no prosecutor, yet it does what is needed",
        excluded={"prosecution-nw": "other_land"},
        category_misleads=True,
    ),
    Judged(
        "threatened in a Land without partners, and nobody asked what the person is",
        case("HH", "police_security"),
        ("security-federal",),
        "there for candidates: the counsellor asks whether it is one",
        says={"security-federal": ("group_unclear",)},
    ),
    Judged(
        "candidate in a Land without partners, threatened",
        case("HH", "police_security", target_group="candidate"),
        ("security-federal",),
        "is there for candidates in the whole country",
    ),
    Judged(
        "place is another one than the station's",
        case("NW", "police_security"),
        ("police-nw",),
        "serves one place only",
        excluded={"police-nw-place": "other_place"},
        place="05315",
    ),
    Judged(
        "Saturday night in a place without a station in the directory",
        case("SN", "police_security", urgency="immediate"),
        ("police-sn",),
        "closed, and the only one: the emergency number stands on the page anyway",
        excluded={"police-sn-place": "other_place"},
        says={"police-sn": ("closed_now",)},
        place="14713",
        at=SATURDAY_NIGHT,
    ),
    Judged(
        "head of a county needs legal advice",
        case("HE", "legal", target_group="office", municipality_kind="county"),
        ("counties",),
        "the counties' association advises its heads; the towns' one does not",
        excluded={"towns": "other_municipality"},
        category_misleads=True,
    ),
    Judged(
        "mayor needs legal advice",
        case("HE", "legal", target_group="office", municipality_kind="municipality"),
        ("towns",),
        "the towns' association does",
        excluded={"counties": "other_municipality", "legal-he-old": "inactive"},
        category_misleads=True,
    ),
    Judged(
        "councillor needs legal advice",
        case("HE", "legal", target_group="mandate"),
        ("legal-federal",),
        "the associations are for office holders; lawyers before the generalist of the Land",
        excluded={"towns": "other_group", "legal-he-old": "inactive"},
        category_misleads=True,
    ),
    Judged(
        "employee needs psychological help",
        case("NW", "psychological", target_group="administration"),
        ("psych-federal",),
        "the one of the Land is for office and mandate only",
        excluded={"psych-nw": "other_group"},
        category_misleads=True,
    ),
    Judged(
        "employee's family in Hessen",
        case("HE", "family", "orientation", target_group="administration"),
        ("support-he-youth",),
        "one offers both and is in the Land; the other does not help employees",
        excluded={"support-he": "excluded_group"},
    ),
    Judged(
        "a wife asks for herself",
        case("HE", "family", person="family"),
        ("support-he",),
        "helps relatives; the other one only the person concerned",
        excluded={"support-he-youth": "excluded_person"},
        says={"support-he": ("in_the_land",)},
    ),
    Judged(
        "an employee's husband does not know where to begin",
        case("HE", "orientation", person="family", target_group="administration"),
        (),
        "one excludes employees, one relatives: nobody is left, and it must be seen",
        excluded={"support-he": "excluded_group", "support-he-youth": "excluded_person"},
        gaps=("orientation",),
    ),
    Judged(
        "psychological help in Sachsen",
        case("SN", "psychological", target_group="office"),
        ("support-sn",),
        "the practice is full; the victim support has been agreed on for trauma",
        excluded={"psych-sn": "no_capacity"},
        category_misleads=True,
    ),
    Judged(
        "threatened in Sachsen",
        case("SN", "police_security", "psychological", urgency="urgent", threat_kinds=["threat"]),
        ("police-sn", "support-sn"),
        "as before, with the police's contact",
        excluded={"psych-sn": "no_capacity"},
        category_misleads=True,
    ),
    Judged(
        "lawyers on holiday",
        case("SN", "legal", target_group="mandate"),
        ("legal-federal",),
        "closed until the end of September",
        excluded={"legal-sn": "closed_for_now"},
        category_misleads=True,
    ),
    Judged(
        "lawyers on holiday, an employee asks in mid-September",
        case("SN", "legal", target_group="administration"),
        ("legal-federal",),
        "still closed",
        excluded={"legal-sn": "closed_for_now"},
        at=datetime(2026, 9, 15, 8, tzinfo=UTC),
    ),
    Judged(
        "lawyers are back",
        case("SN", "legal", target_group="mandate"),
        ("legal-sn",),
        "open again since the first of October",
        at=datetime(2026, 10, 5, 8, tzinfo=UTC),
    ),
    Judged(
        "one that left the network",
        case("NW", "psychological", target_group="office"),
        ("psych-nw",),
        "would have been the best; is not in the directory any more",
        excluded={"gone": "delisted"},
        says={"psych-nw": ("for_group", "in_the_land", "confirmed")},
    ),
    Judged(
        "councillor with family",
        case("NW", "psychological", "family", target_group="mandate"),
        ("psych-nw", "family-nw"),
        "the family has specialists of its own",
        excluded={"gone": "delisted"},
        category_misleads=True,
    ),
    Judged(
        "lawyers declined",
        case("NW", "legal", target_group="office", municipality_kind="municipality"),
        ("towns",),
        "the next that is agreed for legal advice",
        excluded={"legal-nw": "declined"},
        asked={"legal-nw": "declined"},
        category_misleads=True,
    ),
    Judged(
        "the person said no to the practice",
        case("NW", "psychological", target_group="office"),
        ("psych-federal",),
        "a refused consent is not asked for again by itself",
        excluded={"psych-nw": "consent_refused"},
        asked={"psych-nw": "consent_refused"},
    ),
    Judged(
        "the person took the consent back",
        case("NW", "family", target_group="mandate"),
        ("psych-nw",),
        "nor one that was taken back",
        excluded={"family-nw": "consent_withdrawn"},
        asked={"family-nw": "consent_withdrawn"},
    ),
    Judged(
        "a newspaper asks",
        case("NW", "media", target_group="mandate"),
        ("media-federal",),
        "the only one for it that is there for councillors",
        excluded={"police-nw": "other_subject", "psych-nw": "other_subject"},
    ),
    Judged(
        "councillor wants to talk to one who knows",
        case("NW", "peer", target_group="mandate"),
        ("peer-mandate",),
        "there for councillors; the one of the Land was not confirmed for over a year",
        excluded={"media-federal": "other_subject"},
        says={"peer-nw": ("stale",), "peer-mandate": ("for_group",)},
        category_misleads=True,
    ),
    Judged(
        "mayor wants to talk to one who knows",
        case("NW", "peer", target_group="office"),
        ("peer-open",),
        "an old entry may lead nowhere",
        excluded={"peer-mandate": "other_group"},
        says={"peer-open": ("not_onboarded",)},
        category_misleads=True,
    ),
    Judged(
        "police in Bayern, place not told",
        case("BY", "police_security", target_group="mandate"),
        ("police-by-place",),
        "a confirmed one whose place must be checked comes before one that nobody confirmed",
        says={"police-by-place": ("place_unclear", "must_act")},
    ),
    Judged(
        "speaks Turkish",
        case("NW", "psychological", target_group="mandate", languages=["tr"]),
        ("psych-federal",),
        "help in words that one understands outweighs being near",
        says={"psych-federal": ("speaks", "not_onboarded")},
        category_misleads=True,
    ),
    Judged(
        "speaks Turkish, in Berlin",
        case("BE", "psychological", languages=["tr"]),
        ("psych-federal",),
        "the same",
        category_misleads=True,
    ),
    Judged(
        "Berlin, urgent, place told",
        case("BE", "psychological", urgency="urgent"),
        ("psych-be",),
        "in the place itself; that the other answers a day sooner is less",
        says={"psych-be": ("in_place", "level_fits", "open_now")},
        place="11000000",
    ),
    Judged(
        "Berlin, place not told",
        case("BE", "psychological"),
        ("psych-be-land",),
        "serves all of the Land; the other one's area must be checked first",
    ),
    Judged(
        "counselling in the own town",
        case("BY", "psychological", target_group="mandate"),
        ("support-by-place",),
        "where the person lives, and not short of time",
        says={"support-by-place": ("in_place",), "support-by": ("capacity_limited",)},
        place="09162000",
    ),
    Judged(
        "counselling in Bayern, place not told",
        case("BY", "psychological", target_group="mandate"),
        ("psych-federal",),
        "one may not serve the place, one has hardly time",
    ),
    Judged(
        "councillor does not know where to begin",
        case("BY", "orientation", target_group="mandate"),
        ("peer-mandate",),
        "the victim support has hardly time; colleagues help to sort things",
        place="09775",
    ),
    Judged(
        "charges in Sachsen",
        case("SN", "prosecution"),
        ("prosecution-sn",),
        "prosecutors of the Land rather than the station around the corner",
        says={"prosecution-sn": ("must_act", "covers_need")},
        place="14612",
    ),
    Judged(
        "lawyer in Berlin, urgent",
        case("BE", "legal", urgency="urgent"),
        ("legal-be",),
        "answers within a day",
    ),
    Judged(
        "lawyer in Berlin, not urgent",
        case("BE", "legal"),
        ("legal-be-new",),
        "both alike; this entry was confirmed lately",
        says={"legal-be-new": ("confirmed",)},
    ),
    Judged(
        "employee, urgent, psychological",
        case("NW", "psychological", urgency="urgent", target_group="administration"),
        ("support-nw",),
        "in the Land and answers within a day, the psychologists do neither",
        category_misleads=True,
    ),
    Judged(
        "employee, stalked, psychological",
        case("NW", "psychological", target_group="administration", threat_kinds=["stalking"]),
        ("support-nw",),
        "knows stalking, and is in the Land",
        category_misleads=True,
    ),
    Judged(
        "employee, threatened and beaten, psychological",
        case("NW", "psychological", target_group="administration", threat_kinds=["threat", "physical_assault"]),
        ("support-nw",),
        "knows what happened",
        category_misleads=True,
    ),
    Judged(
        "address published, hate",
        case("HH", "digital_safety", threat_kinds=["doxing", "hate_post"]),
        ("digital-federal",),
        "made and agreed for it",
    ),
    Judged(
        "hate, to be kept as evidence",
        case("BY", "evidence", threat_kinds=["hate_post"]),
        ("reporting",),
        "a reporting office of category media, agreed for evidence, before the digital office of the Land",
        category_misleads=True,
    ),
    Judged(
        "nothing is known yet",
        case("NW"),
        ("support-nw",),
        "before triage: first orientation, in the Land",
        excluded={"police-nw": "other_subject"},
    ),
)  # fmt: skip
