"""Files that are meant to harm whoever opens them, made here: bombs, files that are two things, and broken ones."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from typing import Final

from PIL import Image
from PIL.ExifTags import GPS, IFD, Base

PLACE: Final = "Marktplatz 1"


def photo(kind: str = "JPEG", size: tuple[int, int] = (64, 48)) -> bytes:
    """Red on the left, blue on the right; taken upside down, with a place, a camera and a comment."""
    picture = Image.new("RGB", size, "blue")
    picture.paste("red", (0, 0, size[0] // 2, size[1]))
    exif = picture.getexif()
    exif[Base.Orientation], exif[Base.Make], exif[Base.ImageDescription] = 3, "Kamera", PLACE
    exif.get_ifd(IFD.GPSInfo)[GPS.GPSLatitudeRef] = "N"
    more = {"comment": PLACE.encode()} if kind == "JPEG" else {}
    return saved(picture, kind, exif=exif, **more)


def saved(picture: Image.Image, kind: str, **more: object) -> bytes:
    written = io.BytesIO()
    picture.save(written, kind, **more)
    return written.getvalue()


def chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def png(width: int, height: int, *chunks: bytes) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"".join((b"\x89PNG\r\n\x1a\n", chunk(b"IHDR", header), *chunks, chunk(b"IEND", b"")))


def zeros(many: int) -> bytes:
    """Compressed to about a thousandth."""
    pressing = zlib.compressobj(9)
    return b"".join(pressing.compress(bytes(1_000_000)) for _ in range(many // 1_000_000)) + pressing.flush()


def zip_bomb(depth: int = 3) -> bytes:
    """Nested archives: ten megabytes, ten times in each of them."""
    content, name = bytes(10_000_000), "0.txt"
    for level in range(depth):
        written = io.BytesIO()
        with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
            for number in range(10):
                archive.writestr(f"{number}-{name}", content)
        content, name = written.getvalue(), f"{level}.zip"
    return content


def xml_bomb() -> bytes:
    """A billion laughs."""
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return f'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY l0 "lol">{entities}]><l>&l9;</l>'.encode()


HOSTILE_PICTURES: Final[Mapping[str, tuple[str, Callable[[], bytes]]]] = {
    "pixel bomb": ("png", lambda: png(50_000, 50_000, chunk(b"IDAT", zeros(40_000_000)))),
    "just below the most pixels": ("png", lambda: png(10_000, 9_999, chunk(b"IDAT", zeros(299_000_000)))),
    "text bomb": ("png", lambda: png(1, 1, chunk(b"zTXt", b"Comment\0\0" + zeros(500_000_000)))),
    "profile bomb": ("png", lambda: png(1, 1, chunk(b"iCCP", b"p\0\0" + zeros(500_000_000)))),
    "huge jpeg": ("jpeg", lambda: photo().replace(struct.pack(">HH", 48, 64), b"\xff\xff\xff\xff", 1)),
    "cut off": ("jpeg", lambda: photo()[:300]),
    "cut off png": ("png", lambda: photo("PNG")[:60]),
    "another kind": ("jpeg", lambda: photo("PNG")),
    "webp of another size": ("webp", lambda: photo("WEBP")[:20] + b"\xff" * 40),
    "nothing but its begin": ("png", lambda: b"\x89PNG\r\n\x1a\n"),
}
"""None of them can be shown: what it is said to be, and what makes it, which takes seconds."""

TWO_THINGS: Final[Mapping[str, Callable[[], bytes]]] = {
    "a picture and an archive": lambda: photo() + zip_bomb(2),
    "a picture and a page": lambda: photo() + b"<script>alert(1)</script>",
    "a picture and a program": lambda: photo() + b"MZ\x90\0" + bytes(1_000),
}
"""What makes them: the picture in them can be shown, and nothing else of them."""
