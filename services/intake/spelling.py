"""A code as it is read out: letters by the towns of DIN 5009, digits so that none sounds like another."""

from typing import Final

TOWNS: Final = {
    town[0]: town
    for town in (
        *("Aachen", "Berlin", "Chemnitz", "Düsseldorf", "Essen", "Frankfurt", "Goslar", "Hamburg", "Jena", "Köln"),
        *("München", "Nürnberg", "Potsdam", "Quickborn", "Rostock", "Salzwedel", "Tübingen", "Völklingen"),
        *("Wuppertal", "Xanten", "Ypsilon", "Zwickau"),
    )
}
DIGITS: Final = ("null", "eins", "zwo", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun")
SPOKEN: Final = TOWNS | {str(number): word for number, word in enumerate(DIGITS)}


def spelled(code: str) -> list[list[tuple[str, str]]]:
    """Returns group by group each character and the word that is spoken for it."""
    return [[(character, SPOKEN[character]) for character in group] for group in code.split("-")]
