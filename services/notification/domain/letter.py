"""A letter as it is written: its parts in their order, the same for every form in which it is rendered."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Letter:
    """`subject` names what the letter is, never whom or what it is about: it becomes the document's title.

    `asks` are points of a list behind `opening`; `paragraphs` follow. Line breaks within a part are kept.
    """

    sender: tuple[str, ...]
    recipient: tuple[str, ...]
    written: str
    subject: str
    reference: str | None
    opening: str
    asks: tuple[str, ...]
    paragraphs: tuple[str, ...]
    signature: str
    salutation: str = "Sehr geehrte Damen und Herren,"
    closing: str = "Mit freundlichen Grüßen"
