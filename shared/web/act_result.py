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


def redirect(path: str, done: str) -> RedirectResponse:
    """To a page that says that it is done. `done`: one of the words that the service's Pages have a sentence for."""
    return RedirectResponse(f"{path}?{DONE}={quote(done)}", 303)


def done(request: Request, sentences: Mapping[str, str]) -> str:
    """The sentence; nothing for a word that has none."""
    return sentences.get(request.query_params.get(DONE, ""), "") if request.method == "GET" else ""


def sentences_at(refused: LotseError | None, field: str = "") -> dict[str, str]:
    """By field, what stands beside it. `field`: the one that a refusal is about which names none."""
    if isinstance(refused, InvalidForm) and refused.wrong:
        return dict(refused.sentences)
    return {field: refused.sentence} if refused and field else {}


def lines(content: str, sentences: Mapping[str, str]) -> list[Line]:
    """Those fields that the page has and that have a sentence, in its order."""
    wrong = [name for name, sentence in sentences.items() if sentence]
    found = [(place, name) for name in wrong if (place := content.find(f'id="f-{name}"')) >= 0]
    return [Line(f"f-{name}", _text(content, name, sentences[name])) for _, name in sorted(found)]


def _text(content: str, name: str, sentence: str) -> str:
    label = re.search(LABEL.format(id=re.escape(f"f-{name}")), content)
    said = unescape(label[1] or label[2] or "").strip() if label else ""
    return f"{said}: {sentence}" if said else sentence
