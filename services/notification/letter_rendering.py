"""Renders a letter as text and as an accessible PDF (PDF/UA-1): in memory, without a trace of who made it and when."""

import json
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Final

import typst

from services.notification.domain.letter import Letter

TEMPLATE: Final = Path(__file__).parent / "templates" / "letter.typ"
ACCESSIBLE: Final = "ua-1"


class Unprintable(Exception):
    """The letter has characters that no embedded font has."""


def as_text(letter: Letter) -> str:
    reference = [f"Aktenzeichen: {letter.reference}"] if letter.reference else []
    parts = [
        "\n".join(letter.sender),
        "\n".join(letter.recipient),
        letter.written,
        "\n".join([letter.subject, *reference]),
        letter.salutation,
        letter.opening,
        *(["\n".join(f"- {each}" for each in letter.asks)] if letter.asks else []),
        *letter.paragraphs,
        letter.closing,
        letter.signature,
    ]
    return "\n\n".join(parts) + "\n"


def as_pdf(letter: Letter) -> bytes:
    """Renders the letter as PDF. What was typed is data of the template, not its markup. Raises Unprintable."""
    try:
        made = typst.compile(
            template(),
            format="pdf",
            pdf_standards=[ACCESSIBLE],
            sys_inputs={"letter": json.dumps(asdict(letter))},
            ignore_system_fonts=True,
        )
    except typst.TypstError:
        raise Unprintable from None
    assert isinstance(made, bytes)
    return made


@cache
def template() -> bytes:
    return TEMPLATE.read_bytes()
