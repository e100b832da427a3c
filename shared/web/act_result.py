"""Tells on a page how the act before it ended: why and at which fields it was refused, or that it is done."""

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
"""The query parameter that names what was done, by one word of the service."""

LABEL: Final = r'<label class="kern-label" for="{id}">([^<]*)|<fieldset [^>]*id="{id}"[^>]*>\s*<legend[^>]*>([^<]*)'


@dataclass(frozen=True)
class Line:
    """One wrong field: the id of the element that takes the focus, and the field's label and sentence."""

    target: str
    text: str


class Sentences(dict[str, str]):
    """The sentence beside each field, by the field's name; empty for every other field."""

    def __missing__(self, field: str) -> str:
        return ""


def redirect(path: str, done: str) -> RedirectResponse:
    """Leads to a page that says that the act is done. `done`: a word for which the service's Pages have a sentence."""
    return RedirectResponse(f"{path}?{DONE}={quote(done)}", 303)


def done(request: Request, sentences: Mapping[str, str]) -> str:
    """The sentence for the word in the address; empty for a word that has none, and for all but a GET."""
    return sentences.get(request.query_params.get(DONE, ""), "") if request.method == "GET" else ""


def sentences_at(refused: LotseError | None, field: str = "") -> Sentences:
    """The sentences beside the fields. `field`: the field that a refusal is about which names none itself."""
    if isinstance(refused, InvalidForm) and refused.wrong:
        return Sentences(refused.sentences)
    return Sentences({field: refused.sentence} if refused and field else {})


def lines(content: str, sentences: Mapping[str, str], heading: str = "") -> list[Line]:
    """One line for each wrong field that the page has, in the page's order, without a sentence that is the heading."""
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
