"""The articles of the portal: where each is read, its heading, and its template."""

from typing import Final, NamedTuple


class Article(NamedTuple):
    heading: str
    template: str


ARTICLES: Final = {
    "vorbeugen": Article("Vorbeugen: Was Sie vor einem Angriff tun können", "prevention.html"),
    "bedroht-im-netz": Article("Bedroht im Netz: Die ersten Schritte", "threatened_online.html"),
}
"""By the last part of the public address."""

HEADINGS: Final = {name: article.heading for name, article in ARTICLES.items()}


def address(article: str) -> str:
    return f"/wissen/{article}"


def named_in(text: str) -> dict[str, str]:
    """Address and heading of each article that the text names by its address."""
    return {address(name): heading for name, heading in HEADINGS.items() if address(name) in text}
