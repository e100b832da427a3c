"""What a page says of the act before it: why it was refused and at which fields, or that it is done."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import unescape
from typing import Final
from urllib.parse import quote

from fastapi import Request
from fastapi.responses import RedirectResponse

from shared.errors import LotseError
from shared.web.forms import InvalidForm

DONE: Final = "erledigt"
"""The parameter of an address that names what was done there, by one word of the service."""

LABEL: Final = r'<label class="kern-label" for="{id}">([^<]*)|<fieldset [^>]*id="{id}"[^>]*>\s*<legend[^>]*>([^<]*)'


@dataclass(frozen=True)
class Line:
    """One wrong field: the id of what takes the focus, and its label and sentence."""

    target: str
    text: str


class Sentences(dict[str, str]):
    """By field, what stands beside it; nothing for every other field."""

    def __missing__(self, field: str) -> str:
        return ""


def redirect(path: str, done: str) -> RedirectResponse:
    """To a page that says that it is done. `done`: one of the words that the service's Pages have a sentence for."""
    return RedirectResponse(f"{path}?{DONE}={quote(done)}", 303)


def done(request: Request, sentences: Mapping[str, str]) -> str:
    """The sentence; nothing for a word that has none."""
    return sentences.get(request.query_params.get(DONE, ""), "") if request.method == "GET" else ""


def sentences_at(refused: LotseError | None, field: str = "") -> Sentences:
    """`field`: the one that a refusal is about which names none."""
    if isinstance(refused, InvalidForm) and refused.wrong:
        return Sentences(refused.sentences)
    return Sentences({field: refused.sentence} if refused and field else {})


def lines(content: str, sentences: Mapping[str, str], heading: str = "") -> list[Line]:
    """Those fields that the page has, in its order. What the heading says already is not said again."""
    found = [(place, name) for name in sentences if (place := content.find(f'id="f-{name}"')) >= 0]
    said = {name: "" if sentence == heading else sentence for name, sentence in sentences.items()}
    return [Line(f"f-{name}", _text(_label(content, name), said[name])) for _, name in sorted(found)]


def _label(content: str, name: str) -> str:
    label = re.search(LABEL.format(id=re.escape(f"f-{name}")), content)
    return unescape(label[1] or label[2] or "").strip() if label else ""


def _text(label: str, sentence: str) -> str:
    if not (label and sentence):
        return label or sentence
    return f"{label} {sentence}" if label.endswith("?") else f"{label}: {sentence}"
