"""A process of its own that decodes one picture and writes it anew: its kind and size are arguments, a JPEG comes out.

Run by its path, without anything of Lotse in its memory: no key, no login, no setting. Before the first byte of the
picture is read it may open nothing any more, neither a file nor a connection, and its memory and time are bounded. A
picture that does not fit ends it with another status than 0, or with a signal, and says nothing.
"""

import os
import resource
import sys
from io import BytesIO
from typing import Final

from PIL import Image, ImageFile, ImageOps, MpoImagePlugin, TiffImagePlugin
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.WebPImagePlugin import WebPImageFile

MEMORY: Final = 100_000_000
"""Bytes of address space; the interpreter and the library take a third of it."""
SECONDS: Final = 2
"""Of processor time; whoever starts the process bounds the time that passes."""
LARGEST_PICTURE: Final = 100_000_000
"""Pixels, as its header says."""
PIXELS: Final = 9_000_000
SIDE: Final = 12_000
"""Of what is shown."""
READY: Final = b"."
"""Said before the first byte is read: whoever waits does not count the start of an interpreter."""
ORIENTATION: Final = 0x0112

READS: Final[dict[str, type[ImageFile.ImageFile]]] = {"jpeg": JpegImageFile, "png": PngImageFile, "webp": WebPImageFile}
"""Each kind has its one decoder: what else the bytes might be is not tried."""
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
    """Afterwards no file and no socket can be opened, none written, no process started, and no limit raised."""
    for what, most in LIMITS:
        resource.setrlimit(what, (most, most))


def clean(kind: str, content: bytes) -> bytes:
    """Only what is to be seen, upright and on white. Raises whatever the library raises, and ValueError."""
    shown, orientation = decoded(kind, content)
    if shown.mode == "RGBA":
        white = Image.new("RGB", shown.size, "white")
        white.paste(shown, mask=shown)
        shown = white
    shown.info.clear()
    shown.getexif()[ORIENTATION] = orientation
    ImageOps.exif_transpose(shown, in_place=True)
    written = BytesIO()
    shown.save(written, "JPEG", quality=85, subsampling=0, exif=b"", icc_profile=None, comment=b"")
    return written.getvalue()


def decoded(kind: str, content: bytes) -> tuple[Image.Image, int]:
    """In RGB, or RGBA where a part of it may be seen through; small enough. With its orientation by Exif."""
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


def times_too_large(picture: Image.Image) -> int:
    """By which both sides are divided: by whole numbers, in which a decoder and the library need the least memory."""
    step = 1
    while picture.width * picture.height > PIXELS * step * step or max(picture.size) > SIDE * step:
        step += 1
    return step


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
