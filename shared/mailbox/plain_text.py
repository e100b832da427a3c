"""Plain text from a mail's bytes in any encoding, and from its HTML, of which nothing is fetched or rendered."""

from html.parser import HTMLParser
from typing import Final

UNSEEN: Final = frozenset({"script", "style", "title", "template", "noscript", "object", "svg"})
LINES: Final = frozenset(
    {"br", "p", "div", "li", "tr", "table", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "hr", "pre"}
)
SINGLE_BYTE: Final = ("us-ascii", "ascii", "iso-8859", "latin", "windows-125", "cp125")


def decoded(data: bytes, charset: str | None) -> str:
    """Decodes any bytes: by the named charset where they fit it, else by the likeliest one.

    UTF-8 is tried before a named charset of single bytes, which fits almost anything.
    """
    named = (charset or "").strip("\"' ").lower()
    likely = ("utf-8", named) if named.startswith(SINGLE_BYTE) else (named, "utf-8")
    for encoding in filter(None, (*likely, "cp1252")):
        try:
            return data.decode(encoding)
        except (LookupError, ValueError):
            continue
    return data.decode("latin-1")


def storable(text: str) -> str:
    """The text without NUL and halves of surrogate pairs, which no store takes; every line break is one LF."""
    return text.replace("\0", "").encode("utf-8", "replace").decode().replace("\r\n", "\n").replace("\r", "\n")


def from_html(html: str) -> str:
    reading = _Reading()
    reading.feed(html)
    reading.close()
    lines = (" ".join(line.split()) for line in "".join(reading.texts).split("\n"))
    return "\n".join(_without_gaps(list(lines))).strip()


class _Reading(HTMLParser):
    """Collects the visible text; a link keeps its address, as text."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._unseen: list[str] = []
        self._address = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in UNSEEN:
            self._unseen.append(tag)
        elif tag in LINES:
            self.texts.append("\n")
        elif tag == "a":
            self._address = dict(attrs).get("href") or ""

    def handle_endtag(self, tag: str) -> None:
        if tag in self._unseen:
            del self._unseen[self._unseen.index(tag) :]
        elif tag in LINES:
            self.texts.append("\n")
        elif tag == "a" and self._address.startswith(("http:", "https:")):
            self.texts.append(f" ({self._address})")
            self._address = ""

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.texts.append(data.replace("\n", " "))


def _without_gaps(lines: list[str]) -> list[str]:
    return [line for before, line in zip(["x", *lines], lines, strict=False) if line or before]
