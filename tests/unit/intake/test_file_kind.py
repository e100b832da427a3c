"""The kind of a file follows from its bytes; whatever a name pretends, what is not on the list is not taken."""

import io
import struct
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.intake.domain.file_kind import FileKind, kind_of


def type_box(first: bytes, *others: bytes) -> bytes:
    body = b"ftyp" + first + b"\0\0\0\0" + b"".join(others)
    return struct.pack(">I", len(body) + 4) + body + b"\0\0\0\x08mdat"


def zip_bomb() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("foto.jpg", b"\0" * 1_000_000)
    return made.getvalue()


MAIL = b"Received: from mx\r\nFrom: a@example.org\r\n\tmore\r\nSubject: S\r\nDate: today\r\n\r\nText \xff"
TAKEN = {
    "jpeg": (b"\xff\xd8\xff\xe0\x00\x10JFIF\x00", FileKind.JPEG),
    "jpeg of a camera": (b"\xff\xd8\xff\xe1\x00\x10Exif\x00", FileKind.JPEG),
    "png": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", FileKind.PNG),
    "png of 50,000 by 50,000": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", 50_000, 50_000), FileKind.PNG),
    "heic": (type_box(b"heic", b"mif1"), FileKind.HEIC),
    "heic of several": (type_box(b"mif1", b"mif1", b"heic"), FileKind.HEIC),
    "webp": (b"RIFF\x24\0\0\0WEBPVP8 ", FileKind.WEBP),
    "pdf": (b"%PDF-1.7\n", FileKind.PDF),
    "mp4": (type_box(b"isom", b"iso2", b"mp41"), FileKind.MP4),
    "mp4 of a phone": (type_box(b"mp42", b"isom"), FileKind.MP4),
    "mov": (type_box(b"qt  "), FileKind.MOV),
    "m4a": (type_box(b"M4A ", b"isom"), FileKind.M4A),
    "ogg": (b"OggS\0\x02" + b"\0" * 20, FileKind.OGG),
    "mp3": (b"ID3\x03\0\0\0\0", FileKind.MP3),
    "mp3 without a tag": (b"\xff\xfb\x90\x64" + b"\0" * 20, FileKind.MP3),
    "mail": (MAIL, FileKind.EML),
    "mail in mails": (b"MIME-Version: 1.0\nFrom: a@b\nContent-Type: message/rfc822\n\n" + MAIL, FileKind.EML),
    "text": ("Grüße, 20 Uhr: Du bist dran.\r\n".encode(), FileKind.TXT),
    "text with a byte order mark": ("\ufeffHallo".encode(), FileKind.TXT),
    "text cut within a letter": (b"a" * 4_095 + "ü".encode()[:1], FileKind.TXT),
    "jpeg that is a page too": (b"\xff\xd8\xff\xe0<html><script>alert(1)</script>" + zip_bomb(), FileKind.JPEG),
}
REFUSED = {
    "nothing": b"",
    "blank": b" \r\n ",
    "zip": zip_bomb(),
    "office": b"PK\x03\x04\x14\0\x06\0word/document.xml",
    "program": b"MZ\x90\0\x03\0\0\0",
    "program of Linux": b"\x7fELF\x02\x01\x01\0",
    "gif": b"GIF89a\x01\0\x01\0",
    "avif": type_box(b"avif", b"mif1"),
    "several that are none": type_box(b"mif1", b"avif"),
    "unknown brand": type_box(b"zzzz"),
    "box that lies about its length": b"\xff\xff\xff\xffftypmif1",
    "svg": b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="x"/>',
    "page": b"\n\n <!doctype html><script>alert(1)</script>",
    "page with a byte order mark": b"\xef\xbb\xbf<html>",
    "xml bomb": b'<!DOCTYPE x [<!ENTITY a "aaaa">]>',
    "text of another alphabet": "Grüße".encode("latin-1"),
    "text with NUL": b"Hallo\0Welt",
    "wide text": "Hallo".encode("utf-16"),
    "header without a sender": b"Date: today\0\r\n\r\n",
}


@pytest.mark.parametrize("name", TAKEN)
def test_a_kind_of_the_list_is_known_by_its_bytes(name: str) -> None:
    begin, kind = TAKEN[name]
    assert kind_of(begin) is kind


@pytest.mark.parametrize("name", REFUSED)
def test_another_kind_is_not_taken(name: str) -> None:
    assert kind_of(REFUSED[name]) is None


@given(st.binary(max_size=300))
def test_whatever_the_bytes_are_there_is_an_answer(begin: bytes) -> None:
    assert kind_of(begin) is None or isinstance(kind_of(begin), FileKind)
