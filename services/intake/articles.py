"""What the portal has to read, and which of it a message points to."""

from typing import Final

ARTICLES: Final = {
    "vorbeugen": "Vorbeugen: Was Sie vor einem Angriff tun können",
    "bedroht-im-netz": "Bedroht im Netz: Die ersten Schritte",
}


def address(article: str) -> str:
    return f"/wissen/{article}"


def named_in(text: str) -> dict[str, str]:
    """Address and heading of each article that the text names by its address."""
    return {address(article): heading for article, heading in ARTICLES.items() if address(article) in text}
