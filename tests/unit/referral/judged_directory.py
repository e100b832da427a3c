"""The directory that the judged cases are matched with: plain data, so that it does not follow the code it judges."""

from datetime import date
from typing import Any, Final

Entry = dict[str, Any]

OFFICE: Final = [{"days": ["MO", "TU", "WE", "TH", "FR"], "opens": "09:00", "closes": "16:00"}]
ALWAYS: Final = [{"days": ["MO", "TU", "WE", "TH", "FR", "SA", "SU"], "opens": "00:00", "closes": "24:00"}]
DAYTIME: Final = [{"days": ["MO", "TU", "WE", "TH", "FR", "SA", "SU"], "opens": "08:00", "closes": "20:00"}]
POLICE: Final = ["police_security", "prosecution", "evidence"]
MANY: Final = ["orientation", "legal", "psychological", "evidence", "family", "digital_safety"]
SERIOUS: Final = ["threat", "stalking", "coercion", "physical_assault", "property_damage"]
ON_THE_NET: Final = ["hate_post", "doxing", "insult"]


def agreed(*needs: str) -> list[dict[str, Any]]:
    """Subjects for which the partner was named in a meeting of the network."""
    return [{"need": need, "agreed_on": date(2026, 3, 12), "meeting": "Netzwerktreffen Frühjahr"} for need in needs]


def entry(category: str, land: str | None, needs: list[str], level: str | None = None, **more: Any) -> Entry:
    plain: Entry = {
        "category": category,
        "level": level or ("land" if land else "federal"),
        "land": land,
        "areas": [land] if land else [],
        "needs": needs,
        "threat_kinds": [],
        "languages": ["de"],
        "response_days": 2,
        "ways": ["mail"],
        "openings": OFFICE,
        "assured_on": date(2026, 6, 1),
    }
    return plain | more


def station(land: str, place: str) -> Entry:
    """A police station of a place, without an agreement with the network."""
    return entry("police", land, POLICE, "municipal", places=[place], response_days=0, openings=ALWAYS)


ENTRIES: Final[dict[str, Entry]] = {
    "police-nw": entry(
        "police", "NW", POLICE, subjects=agreed("police_security"), threat_kinds=SERIOUS, response_days=0,
        openings=ALWAYS,
    ),
    "police-nw-place": station("NW", "05911"),
    "police-sn": entry("police", "SN", POLICE, subjects=agreed("police_security"), response_days=1),
    "police-sn-place": station("SN", "14612"),
    "police-by": entry("police", "BY", POLICE, assured_on=date(2025, 1, 1), openings=ALWAYS, response_days=0),
    "police-by-place": station("BY", "09162"),
    "prosecution-nw": entry("prosecution", "NW", ["prosecution"], subjects=agreed("prosecution"), response_days=3),
    "prosecution-sn": entry("prosecution", "SN", ["prosecution"], response_days=3),
    "security-nw": entry("security_authority", "NW", ["police_security"], threat_kinds=["threat", "hate_post"]),
    "security-federal": entry(
        "security_authority", None, ["police_security"], response_days=3, target_groups=["candidate"]
    ),
    "support-nw": entry("victim_support", "NW", MANY, threat_kinds=SERIOUS, response_days=1, languages=["de", "en"]),
    "support-sn": entry(
        "victim_support", "SN", ["orientation", "psychological", "legal", "family"], subjects=agreed("psychological")
    ),
    "support-he": entry("victim_support", "HE", MANY, excluded_groups=["administration"]),
    "support-he-youth": entry("victim_support", "HE", ["orientation", "family"], excluded_persons=["family"]),
    "support-by": entry("victim_support", "BY", ["orientation", "psychological"], capacity="limited",
                        capacity_on=date(2026, 8, 25)),
    "support-by-place": entry("victim_support", "BY", ["orientation", "psychological"], "municipal", places=["09162"]),
    "family-nw": entry("victim_support", "NW", ["family"], subjects=agreed("family"), response_days=4),
    "psych-nw": entry("psychological", "NW", ["psychological", "family"], target_groups=["office", "mandate"]),
    "psych-sn": entry(
        "psychological", "SN", ["psychological"], capacity="full", capacity_on=date(2026, 8, 25), response_days=1
    ),
    "psych-federal": entry(
        "psychological", None, ["psychological", "family"], languages=["de", "en", "tr"], openings=DAYTIME,
        onboarded=False,
    ),
    "psych-be": entry("psychological", "BE", ["psychological"], "municipal", places=["11"], response_days=3),
    "psych-be-land": entry("psychological", "BE", ["psychological"], response_days=1),
    "legal-nw": entry(
        "legal", "NW", ["legal", "prosecution"], subjects=agreed("legal"), threat_kinds=["insult", "defamation"]
    ),
    "legal-federal": entry("legal", None, ["legal"], excluded_groups=["candidate"], response_days=3),
    "legal-sn": entry("legal", "SN", ["legal"], status="temporarily closed", closed_until=date(2026, 9, 30)),
    "legal-he-old": entry("legal", "HE", ["legal"], status="inactive"),
    "legal-be": entry("legal", "BE", ["legal"], assured_on=date(2026, 1, 10), response_days=1),
    "legal-be-new": entry("legal", "BE", ["legal"], assured_on=date(2026, 8, 10)),
    "towns": entry(
        "association", None, ["legal", "training", "media", "orientation"], subjects=agreed("legal"),
        target_groups=["office"], municipality_kinds=["municipality", "independent_city"],
    ),
    "counties": entry(
        "association", None, ["legal", "training", "orientation"], subjects=agreed("legal"),
        target_groups=["office"], municipality_kinds=["county"],
    ),
    "digital-federal": entry(
        "digital", None, ["digital_safety", "evidence"], subjects=agreed("digital_safety"), threat_kinds=ON_THE_NET,
        response_days=1, languages=["de", "en"],
    ),
    "digital-by": entry("digital", "BY", ["evidence"], threat_kinds=["hate_post"]),
    "reporting": entry(
        "media", None, ["evidence", "prosecution"], subjects=agreed("evidence"), threat_kinds=["hate_post"]
    ),
    "media-federal": entry("media", None, ["media", "training"], threat_kinds=["hate_post"]),
    "peer-mandate": entry("peer", None, ["peer", "orientation", "family"], target_groups=["mandate", "candidate"]),
    "peer-nw": entry("peer", "NW", ["peer"], assured_on=date(2025, 1, 1)),
    "peer-open": entry("peer", None, ["peer"], response_days=3, onboarded=False),
    "gone": entry("psychological", "NW", ["psychological"], subjects=agreed("psychological"), listed=False),
}  # fmt: skip
"""By a key that is name and id of the entry."""
