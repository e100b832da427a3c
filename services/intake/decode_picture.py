"""A process of its own that decodes one picture and writes it anew: its kind and size are arguments, a JPEG comes out.

It is run by its path, without anything of Lotse in its memory: no key, no login, no setting. Before the first byte of
the picture is read it may open nothing any more, neither a file nor a connection, and its memory and time are bounded.
A picture that does not fit ends it with another status than 0, or with a signal, and without a message.
"""

import os
import resource
import struct
import sys
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import Final

from PIL import Image, ImageFile, ImageOps, MpoImagePlugin, TiffImagePlugin
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.WebPImagePlugin import WebPImageFile

MEMORY: Final = 100_000_000
"""Bytes of address space; the interpreter and the library take a third of it."""
SECONDS: Final = 2
"""Seconds of processor time; whoever starts the process bounds the elapsed time."""
LARGEST_PICTURE: Final = 100_000_000
"""Pixels of a picture that is read, by its header."""
PIXELS: Final = 9_000_000
SIDE: Final = 12_000
"""Pixels, and pixels of a side, of the picture that is shown."""
READY: Final = b"."
"""Written before the first byte is read, so that whoever waits does not count the start of an interpreter."""
ORIENTATION: Final = 0x0112

LINE_BY_LINE: Final = 2_000_000
"""Pixels of a PNG above which it is decoded a band at a time."""
BAND: Final = 250_000
"""Pixels of a band."""
PART: Final = 65_536
"""Bytes that are inflated at a time."""
SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
CHANNELS: Final = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
"""Bytes of a pixel whose samples have eight bits, by type of colour (PNG, 11.2.2)."""
OF_ALL_BANDS: Final = (b"PLTE", b"tRNS", b"eXIf")

READS: Final[dict[str, type[ImageFile.ImageFile]]] = {"jpeg": JpegImageFile, "png": PngImageFile, "webp": WebPImageFile}
"""The one decoder of each kind: the bytes are not tried as anything else."""
NEEDED_LATER: Final = (MpoImagePlugin, TiffImagePlugin)
"""Modules that the library would load while it reads the orientation, when no file can be opened any more."""
LIMITS: Final = (
    (resource.RLIMIT_AS, MEMORY),
    (resource.RLIMIT_CPU, SECONDS),
    (resource.RLIMIT_FSIZE, 0),
    (resource.RLIMIT_CORE, 0),
    (resource.RLIMIT_NPROC, 0),
    (resource.RLIMIT_NOFILE, 0),
)


def confine() -> None:
    """Confines the process: it then opens no file or socket, writes no file, starts no process, lifts no limit."""
    for what, most in LIMITS:
        resource.setrlimit(what, (most, most))


def clean(kind: str, content: bytes) -> bytes:
    """Returns a JPEG of only what is to be seen, upright and on white.

    Raises whatever the library raises, and ValueError.
    """
    shown, orientation = (
        decoded_in_bands(content) if kind == "png" and is_for_bands(content) else decoded(kind, content)
    )
    del content
    shown = on_white(shown)
    shown.info.clear()
    shown.getexif()[ORIENTATION] = orientation
    ImageOps.exif_transpose(shown, in_place=True)
    written = BytesIO()
    shown.save(written, "JPEG", quality=85, subsampling=0, exif=b"", icc_profile=None, comment=b"")
    return written.getvalue()


def decoded(kind: str, content: bytes) -> tuple[Image.Image, int]:
    """Decodes in RGB, or RGBA where a part is transparent, and small enough; returns it with its Exif orientation."""
    with READS[kind](BytesIO(content)) as picture:
        if picture.width * picture.height > LARGEST_PICTURE:
            raise ValueError
        step = times_too_large(picture)
        picture.draft("RGB", (picture.width // step or 1, picture.height // step or 1))
        picture.load()
        is_clear = "A" in picture.getbands() or "transparency" in picture.info
        mode = "RGBA" if is_clear else "RGB"
        shown = picture if picture.mode in (mode, "L") else picture.convert(mode)
        if (step := times_too_large(shown)) > 1:
            shown = shown.reduce(step)
        return shown if shown.mode == mode else shown.convert(mode), picture.getexif().get(ORIENTATION, 1)


def on_white(picture: Image.Image) -> Image.Image:
    if picture.mode != "RGBA":
        return picture
    white = Image.new("RGB", picture.size, "white")
    white.paste(picture, mask=picture)
    return white


def times_too_large(picture: Image.Image) -> int:
    return times(picture.width, picture.height)


def times(width: int, height: int) -> int:
    """Returns the divisor of both sides: a whole number, with which decoder and library need the least memory."""
    step = 1
    while width * height > PIXELS * step * step or max(width, height) > SIDE * step:
        step += 1
    return step


def is_for_bands(content: bytes) -> bool:
    """Whether it is a large PNG with eight bits a sample that is not interlaced, as screenshots are."""
    if content[:8] != SIGNATURE or content[12:16] != b"IHDR" or len(content) < 33:
        return False
    width, height, depth, colour, _, _, interlaced = struct.unpack(">IIBBBBB", content[16:29])
    is_whole = depth == 8 and colour in CHANNELS and not interlaced
    return is_whole and LINE_BY_LINE < width * height <= LARGEST_PICTURE


def decoded_in_bands(content: bytes) -> tuple[Image.Image, int]:
    """Decodes in RGB on white, small enough; returns it with its orientation.

    Only a band of it is ever in memory in full size. Each band becomes a PNG of its own, below the last line of the
    band before, from which its first line is decoded (PNG, 9.2: a filter looks at the line above).
    """
    width, height, _, colour = struct.unpack(">IIBB", content[16:26])
    head = b"".join(chunk(name, bytes(data)) for name, data in chunks(content) if name in OF_ALL_BANDS)
    lines, line = Lines(content), width * CHANNELS[colour]
    step, orientation, above = times(width, height), 1, bytes(line)
    shown = Image.new("RGB", (-(-width // step), -(-height // step)), "white")
    each = max(BAND // width // step, 1) * step
    for top in range(0, height, each):
        high = min(each, height - top)
        filtered = lines.take(high * (line + 1))
        size = struct.pack(">II", width, high + 1) + content[24:29]
        parts = (
            chunk(b"IHDR", size),
            head,
            chunk(b"IDAT", zlib.compress(b"\0" + above + filtered, 0)),
            chunk(b"IEND", b""),
        )
        with PngImageFile(BytesIO(SIGNATURE + b"".join(parts))) as band:
            band.load()
            above = band.crop((0, high, width, high + 1)).tobytes()
            orientation = band.getexif().get(ORIENTATION, 1)
            is_clear = "A" in band.getbands() or "transparency" in band.info
            below = on_white(band.crop((0, 1, width, high + 1)).convert("RGBA" if is_clear else "RGB"))
            shown.paste(below.reduce(step) if step > 1 else below, (0, top // step))
    return shown, orientation


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def chunks(content: bytes) -> Iterator[tuple[bytes, memoryview]]:
    seen, at = memoryview(content), len(SIGNATURE)
    while at + 12 <= len(content):
        length, name = struct.unpack(">I4s", seen[at : at + 8])
        yield name, seen[at + 8 : at + 8 + length]
        at += length + 12


class Lines:
    """The inflated data of a PNG, as much as is asked for and never whole in memory."""

    def __init__(self, content: bytes) -> None:
        found = (data for name, data in chunks(content) if name == b"IDAT")
        self._parts = (bytes(each[at : at + PART]) for each in found for at in range(0, len(each), PART))
        self._inflater, self._left = zlib.decompressobj(), b""

    def take(self, wanted: int) -> bytes:
        """Returns the next `wanted` bytes. Raises ValueError where there are fewer."""
        taken = bytearray()
        while len(taken) < wanted:
            more = self._inflater.decompress(self._left, wanted - len(taken))
            self._left = self._inflater.unconsumed_tail
            if not more and not self._left:
                self._left = next(self._parts, b"")
                if not self._left:
                    raise ValueError
            taken += more
        return bytes(taken)


def main() -> None:
    Image.preinit()
    confine()
    os.write(1, READY)
    try:
        written = clean(sys.argv[1], sys.stdin.buffer.read(int(sys.argv[2])))
    except Exception:
        os._exit(1)
    sys.stdout.buffer.write(written)
    sys.stdout.buffer.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
