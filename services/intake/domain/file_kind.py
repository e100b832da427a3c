"""The kind of a file, recognised by its bytes alone; its name and the type that a browser states do not count.

The list is our own, instead of a guess among thousands of kinds: a file of any other kind is refused.
"""

import re
from enum import StrEnum
from typing import Final


class FileKind(StrEnum):
    JPEG = "jpeg"
    PNG = "png"
    HEIC = "heic"
    WEBP = "webp"
    PDF = "pdf"
    MP4 = "mp4"
    MOV = "mov"
    M4A = "m4a"
    OGG = "ogg"
    MP3 = "mp3"
    EML = "eml"
    TXT = "txt"


SIGNATURES: Final = (
    (b"\xff\xd8\xff", FileKind.JPEG),
    (b"\x89PNG\r\n\x1a\n", FileKind.PNG),
    (b"%PDF-", FileKind.PDF),
    (b"OggS\x00", FileKind.OGG),
    (b"ID3", FileKind.MP3),
)
BRANDS: Final = {
    b"qt  ": FileKind.MOV,
    b"M4A ": FileKind.M4A,
    b"M4B ": FileKind.M4A,
    **dict.fromkeys((b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx"), FileKind.HEIC),
    **dict.fromkeys((b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"M4V "), FileKind.MP4),
}
"""Brands of ISO/IEC 14496-12 that count as the first one in the file's type box."""

SEVERAL: Final = (b"mif1", b"msf1")
"""Brands of pictures that may be of several kinds: the others in the box say which."""

MAIL_HEADER: Final = re.compile(rb"(?:[A-Za-z][A-Za-z0-9-]*:[^\n]*\n(?:[ \t][^\n]*\n)*)+")
NAME: Final = re.compile(rb"(?m)^([A-Za-z][A-Za-z0-9-]*):")
OF_A_MAIL: Final = {b"date", b"received", b"message-id", b"mime-version"}
NO_TEXT: Final = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")


def kind_of(begin: bytes) -> FileKind | None:
    """Returns the kind, or None for a file that is refused.

    `begin`: the first thousands of bytes, or all of a shorter file.
    """
    for signature, kind in SIGNATURES:
        if begin.startswith(signature):
            return kind
    if begin[:4] == b"RIFF" and begin[8:12] == b"WEBP":
        return FileKind.WEBP
    if begin[4:8] == b"ftyp":
        return _of_type_box(begin)
    if _is_audio_frame(begin):
        return FileKind.MP3
    return _of_text(begin)


def _of_type_box(begin: bytes) -> FileKind | None:
    first, length = begin[8:12], int.from_bytes(begin[:4], "big")
    if first not in SEVERAL:
        return BRANDS.get(first)
    others = [begin[at : at + 4] for at in range(16, min(length, len(begin), 256), 4)]
    return FileKind.HEIC if any(BRANDS.get(each) is FileKind.HEIC for each in others) else None


def _is_audio_frame(begin: bytes) -> bool:
    """Whether it begins with a frame header of MPEG audio, layer III, with a valid bit rate and sampling rate."""
    if len(begin) < 4 or begin[0] != 0xFF or begin[1] & 0xE6 != 0xE2 or begin[1] & 0x18 == 0x08:
        return False
    return begin[2] >> 4 not in (0, 15) and begin[2] & 0x0C != 0x0C


def _of_text(begin: bytes) -> FileKind | None:
    """Returns EML, TXT or None. Markup is refused: SVG and HTML can be programs."""
    if _is_mail(begin):
        return FileKind.EML
    try:
        text = begin.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if len(begin) - error.start > 3 or error.reason != "unexpected end of data":
            return None
        text = begin[: error.start].decode("utf-8-sig")
    is_plain = text.strip() and not NO_TEXT.search(text) and not text.lstrip().startswith("<")
    return FileKind.TXT if is_plain else None


def _is_mail(begin: bytes) -> bool:
    header = MAIL_HEADER.match(begin)
    if header is None or b"\0" in begin:
        return False
    names = {each.lower() for each in NAME.findall(header[0])}
    return b"from" in names and not OF_A_MAIL.isdisjoint(names)
