"""A piece of evidence: a file as it came, or its checksum alone, and the person's description of it."""

from datetime import datetime, timedelta
from typing import Final

from pydantic import BaseModel, ConfigDict, Field

from services.intake.domain.file_kind import FileKind
from services.intake.domain.ids import ThreadId
from services.intake.domain.thread import Sealed
from shared.errors import Invalid
from shared.state import State

PART: Final = 1024 * 1024
"""Bytes of a file that are sealed together and stored in one document."""
LARGEST_FILE: Final = 25 * 1024 * 1024
FILMS: Final = frozenset({FileKind.MP4, FileKind.MOV})
LARGEST_FILM: Final = 250 * 1024 * 1024
"""Bytes of a film. Only one file of a thread may be larger than LARGEST_FILE."""
PIECE: Final = 512 * 1024
"""Bytes of a file that a browser sends in one piece: as much as every form may have."""
MOST_PARTS: Final = LARGEST_FILM // PIECE
LARGEST_CASE: Final = 500 * 1024 * 1024
"""Bytes of all files of one thread."""
MOST_PIECES: Final = 200
"""Number of pieces of evidence in one thread: all that a person is shown has to fit into one document."""

UNCLAIMED: Final = timedelta(hours=3)
"""Time after which a file whose upload broke off is deleted; hours of arrival are whole ones."""

KINDS: Final = "JPEG, PNG, HEIC, WebP, PDF, MP4, MOV, M4A, OGG, MP3, EML und TXT"
TOO_LARGE: Final = (
    "Diese Datei ist zu groß. Eine Datei darf höchstens 25 MB haben, ein Film (MP4, MOV) 250 MB. "
    "Wir haben sie nicht angenommen."
)
ONE_FILM: Final = (
    "Von Ihnen liegt schon ein Film mit mehr als 25 MB bei uns. Ein zweiter so großer passt nicht dazu. "
    "Wir haben ihn nicht angenommen. Bitte behalten Sie ihn und schreiben Sie uns eine Nachricht."
)
EMPTY_FILE: Final = "Diese Datei ist leer. Wir haben sie nicht angenommen."
WRONG_KIND: Final = f"Diese Art von Datei nehmen wir nicht an. Wir nehmen {KINDS}. Es zählt der Inhalt, nicht der Name."
CASE_FULL: Final = (
    "Mehr Platz haben wir für Ihr Anliegen hier nicht. Wir haben das nicht angenommen. "
    "Bitte behalten Sie die Datei und schreiben Sie uns eine Nachricht."
)
OTHER_SUM: Final = (
    "Die Prüfsumme passt nicht zu der Datei. Wir haben sie nicht angenommen. "
    "Lassen Sie das Feld leer, dann berechnen wir sie."
)


class NotTaken(Invalid):
    """Refuses a piece of evidence as a whole. `field`: the form field beside which the sentence stands."""

    def __init__(self, sentence: str, field: str = "file") -> None:
        super().__init__(sentence=sentence)
        self.field = field


class EvidenceDescription(BaseModel):
    """The person's description in their own words; nothing of it is checked."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    post_address: str = Field(default="", repr=False)
    profile: str = Field(default="", repr=False)
    posted: str = Field(default="", repr=False)
    captured: str = Field(default="", repr=False)
    text: str = Field(default="", repr=False)


class Manifest(BaseModel):
    """The description of a piece of evidence, and when it came.

    `sha256`: of the bytes as they came, before any was sealed, in hex. `received_at`: in UTC, to the second.
    If the file stayed with the person, `kind` is None, `size` 0, and the checksum is as the person states it.
    """

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    sha256: str = Field(repr=False)
    received_at: datetime
    kind: FileKind | None = None
    size: int = 0
    of_pieces: str = Field(default="", repr=False)
    """SHA-256, in hex, of the SHA-256 digests of all pieces in their order; empty for a file not sent in pieces."""
    said: EvidenceDescription = EvidenceDescription()

    @property
    def is_file(self) -> bool:
        return self.kind is not None


class EvidenceBody(Manifest):
    """The request's body. `upload` names where the file's `parts` lie at the face; empty for a checksum alone."""

    upload: str = ""
    parts: int = 0

    def manifest(self) -> Manifest:
        return Manifest.model_validate(self.model_dump(exclude={"upload", "parts"}))


class UploadPart(State):
    """A part of a file at the face, until the desk takes it over. `number` counts from 0; `at`: the hour of arrival."""

    id: str
    upload: str
    locator: str
    number: int
    at: datetime
    sealed: Sealed


class Evidence(State):
    """`number` counts from 1 in its thread; `sealed`: the Manifest; the file is in `parts` parts (MailPart)."""

    id: str
    thread: ThreadId
    number: int
    at: datetime
    """The hour of arrival."""
    parts: int
    sealed: Sealed


class OpenedEvidence(BaseModel):
    """A piece of evidence that can be read. `waits`: the desk has not taken it over yet."""

    model_config = ConfigDict(frozen=True)

    id: str
    number: int
    manifest: Manifest = Field(repr=False)
    waits: bool = False


def part_id(upload: str, number: int) -> str:
    return f"{upload}|{number}"


def find_same(pieces: tuple[OpenedEvidence, ...], sha256: str, *, is_file: bool) -> OpenedEvidence | None:
    """Returns the same piece if it was given before; a checksum alone is another piece than its file."""
    return next((each for each in pieces if (each.manifest.sha256, each.manifest.is_file) == (sha256, is_file)), None)


def refuse_large(kind: FileKind, size: int) -> None:
    """Raises NotTaken if the file is larger than its kind may be."""
    if size > (LARGEST_FILM if kind in FILMS else LARGEST_FILE):
        raise NotTaken(TOO_LARGE)


def refuse_full(pieces: tuple[OpenedEvidence, ...], size: int) -> None:
    """Raises NotTaken if the thread has no room for `size` more bytes, one more piece, or a second large film."""
    if size > LARGEST_FILE and any(each.manifest.size > LARGEST_FILE for each in pieces):
        raise NotTaken(ONE_FILM)
    if len(pieces) >= MOST_PIECES or sum(each.manifest.size for each in pieces) + size > LARGEST_CASE:
        raise NotTaken(CASE_FULL)
