"""The demo's four members of staff, by role."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Person:
    user: str
    name: str
    role: str


PEOPLE = (
    Person("anna", "Anna Beispiel (Demo)", "counsellor"),
    Person("sven", "Sven Beispiel (Demo)", "supervisor"),
    Person("omar", "Omar Beispiel (Demo)", "operator"),
    Person("ines", "Ines Beispiel (Demo)", "analyst"),
)
