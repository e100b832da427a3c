"""The articles of the portal, each from a Markdown file: heading, norms with the date of the law, text.

A file of `knowledge/` is named like the last part of its address. Above a blank line stand its fields, a line each.
"""

import re
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Final

from markdown_it import MarkdownIt
from markupsafe import Markup
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

FOLDER: Final = Path(__file__).parent / "knowledge"
LAWS: Final = {"StGB": "stgb", "StPO": "stpo", "BMG": "bmg", "SGB VII": "sgb_7", "GG": "gg", "BeamtStG": "beamtstg"}
"""The folder of each law at gesetze-im-internet.de, by its short name."""

NORM: Final = re.compile(rf"§ (\d+[a-z]?) ({'|'.join(LAWS)})")
ORDER: Final = (
    "bedroht-im-netz",
    "beweise-sichern",
    "anzeige-und-antrag",
    "nach-der-anzeige",
    "auskunft-im-verfahren",
    "nichts-passiert",
    "adresse-als-zeuge",
    "auskunftssperre",
    "damit-leben",
    "vorbeugen",
    "zuhause-und-konten",
    "fuersorge",
)
"""The order of the page: what is urgent first."""

UMLAUTS: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
SHORTEST_WORD: Final = 3


def parts(line: object) -> object:
    return tuple(each.strip() for each in line.split(";")) if isinstance(line, str) else line


Parts = Annotated[tuple[str, ...], BeforeValidator(parts)]


class Article(BaseModel):
    """One article.

    `sources`: beside the law; `words`: further words by which it is found; `law_of`: the day on which its norms were
    read; `night_lines`: whether the numbers that are answered at night stand below its text.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    heading: str = Field(min_length=1)
    lead: str = Field(min_length=1)
    norms: Parts = ()
    sources: Parts = ()
    law_of: date | None = None
    words: str = ""
    night_lines: bool = False
    text: str = Field(min_length=1)

    @model_validator(mode="after")
    def _dated(self) -> "Article":
        if bool(self.norms) != bool(self.law_of):
            raise ValueError("an article with norms says as of when they were read, and no other does")
        return self

    def html(self) -> Markup:
        """Renders the text; it is safe, because HTML in the file is shown as text."""
        return Markup(MarkdownIt("commonmark", {"html": False}).render(unbroken(self.text)))  # noqa: S704

    def laws(self) -> list[tuple[str, str]]:
        """Returns each norm with its address on the web."""
        return [(unbroken(norm), law(norm)) for norm in self.norms]

    def finds(self, word: str) -> int:
        """Returns how well the article matches the folded word: 4 in the heading to 1 in the text, 0 not at all."""
        places = ((self.heading, 4), (f"{self.words} {' '.join(self.norms)}", 3), (self.lead, 2), (self.text, 1))
        return max(weight if word in fold(text) else 0 for text, weight in places)


def unbroken(text: str) -> str:
    """Keeps each paragraph sign on the line of its number, by a no-break space."""
    return text.replace("§ ", "§\N{NO-BREAK SPACE}")


def law(norm: str) -> str:
    """Returns the address of the norm. Raises ValueError for one that is not written like `§ 77b StGB`."""
    found = NORM.fullmatch(norm)
    if found is None:
        raise ValueError(f"{norm} is not written like § 77b StGB")
    return f"https://www.gesetze-im-internet.de/{LAWS[found[2]]}/__{found[1]}.html"


@cache
def listed() -> dict[str, Article]:
    """Returns the articles by the last part of their address, in the order of the page."""
    return {name: read((FOLDER / f"{name}.md").read_text()) for name in ORDER}


def read(file: str) -> Article:
    """Reads an article. Raises ValueError where a field is missing, unknown or wrong."""
    head, _, text = file.partition("\n\n")
    fields = dict(line.split(": ", 1) for line in head.splitlines())
    return Article.model_validate({**fields, "text": text})


def headings() -> dict[str, str]:
    return {name: article.heading for name, article in listed().items()}


def address(article: str) -> str:
    return f"/wissen/{article}"


def named_in(text: str) -> dict[str, str]:
    """Returns address and heading of each article that the text names by its address."""
    return {address(name): heading for name, heading in headings().items() if address(name) in text}


def search(typed: str) -> dict[str, str]:
    """Returns the headings of the articles that have every word, the best match first.

    Where no word is long enough, all articles are returned.
    """
    words = [word for word in fold(typed).split() if len(word) >= SHORTEST_WORD or word.isdigit()]
    found = {name: [article.finds(word) for word in words] for name, article in listed().items()}
    best = sorted((name for name, scores in found.items() if all(scores)), key=lambda name: -sum(found[name]))
    return {name: listed()[name].heading for name in best}


def fold(text: str) -> str:
    return re.sub(r"[^a-z0-9§ ]", " ", text.casefold().translate(UMLAUTS))
