"""A picture is decoded by a process that can do nothing else; what does not fit its limits is no picture."""

import asyncio
import io
import subprocess
import sys
import time
from collections.abc import AsyncGenerator
from contextlib import suppress
from pathlib import Path
from typing import Final

import pytest
from PIL import Image, ImageChops

from services.intake import cleaned_picture, decode_picture
from services.intake.cleaned_picture import DECODER, LARGEST, PICTURES, WITHIN, Cleaner, NotNow
from services.intake.decode_picture import MEMORY, PIXELS, READS, on_white
from services.intake.domain.file_kind import FileKind
from shared.errors import NotFound
from tests.unit.intake.hostile_files import HOSTILE_PICTURES, PLACE, TWO_THINGS, photo, png, saved

pytestmark = pytest.mark.system

PATIENT: Final = Cleaner(within=30)
"""For pictures that can be shown, on a machine that has much to do."""


async def parts(content: bytes) -> AsyncGenerator[bytes]:
    for at in range(0, len(content), 1_000):
        yield content[at : at + 1_000]


async def cleaned(kind: FileKind, content: bytes, cleaner: Cleaner = PATIENT) -> bytes | None:
    return await cleaner.clean(kind, len(content), parts(content))


def opened(written: bytes | None) -> Image.Image:
    assert written
    picture = Image.open(io.BytesIO(written))
    picture.load()
    return picture


def colour(picture: Image.Image, x: int, y: int) -> str:
    found = picture.convert("RGB").getpixel((x, y))
    assert isinstance(found, tuple)
    red, green, blue = found
    return "white" if min(found) > 240 else "red" if red > 200 > blue + green else "blue" if blue > 200 else "other"


@pytest.mark.parametrize("kind", sorted(PICTURES))
async def test_what_is_seen_stays_and_nothing_else(kind: FileKind) -> None:
    original = photo(kind.upper())
    assert PLACE.encode() in original
    written = await cleaned(kind, original)
    picture = opened(written)
    assert (picture.format, picture.size) == ("JPEG", (64, 48))
    assert (colour(picture, 5, 5), colour(picture, 60, 5)) == ("blue", "red"), "upright"
    assert not picture.getexif()
    assert picture.info.keys() <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert written is not None
    for hidden in (PLACE.encode(), b"Kamera", b"Exif"):
        assert hidden not in written


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "I;16", "RGBA"])
async def test_every_way_in_which_a_picture_has_colours(mode: str) -> None:
    source = Image.new("RGBA", (40, 30), (0, 0, 255, 255)) if mode == "RGBA" else Image.new("L", (40, 30)).convert(mode)
    assert opened(await cleaned(FileKind.PNG, saved(source, "PNG"))).size == (40, 30)


async def test_what_can_be_seen_through_is_on_white() -> None:
    clear = Image.new("RGBA", (40, 30), (255, 0, 0, 0))
    clear.paste((255, 0, 0, 255), (0, 0, 20, 30))
    picture = opened(await cleaned(FileKind.PNG, saved(clear, "PNG")))
    assert (colour(picture, 5, 5), colour(picture, 35, 5)) == ("red", "white")


@pytest.mark.parametrize(
    ("kind", "size"),
    [
        ("JPEG", (4_000, 3_000)),
        ("JPEG", (8_160, 6_120)),
        ("PNG", (3_840, 2_160)),
        ("PNG", (1_170, 9_000)),
        ("PNG", (1_290, 16_000)),
        ("PNG", (7_680, 4_320)),
    ],
)
async def test_photos_of_telephones_and_whole_screens_are_shown(kind: str, size: tuple[int, int]) -> None:
    picture = opened(await cleaned(FileKind(kind.lower()), photo(kind, size)))
    assert picture.width * picture.height <= PIXELS
    assert picture.width / picture.height == pytest.approx(size[0] / size[1], rel=0.01)


@pytest.mark.parametrize("mode", ["L", "LA", "P", "RGB", "RGBA", "RGB with one colour to see through"])
@pytest.mark.parametrize("pixels", [9_000_000, 4_000], ids=["in its size", "smaller"])
def test_a_picture_decoded_in_bands_is_the_one_decoded_whole(
    mode: str, pixels: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each filter looks at another neighbour; noise makes the encoder take all of them."""
    monkeypatch.setattr(decode_picture, "BAND", 1_500)
    monkeypatch.setattr(decode_picture, "PART", 100)
    monkeypatch.setattr(decode_picture, "PIXELS", pixels)
    source = Image.merge("RGBA", [Image.effect_noise((101, 203), 90) for _ in range(4)])
    more = {"transparency": tuple(source.tobytes()[:3])} if "to see through" in mode else {}
    content = saved(source.convert(mode.partition(" ")[0]), "PNG", **more)

    in_bands, orientation = decode_picture.decoded_in_bands(content)

    whole, _ = decode_picture.decoded("png", content)
    assert orientation == 1
    assert in_bands.size == whole.size
    if pixels > 101 * 203 or whole.mode == "RGB":
        assert ImageChops.difference(in_bands, on_white(whole)).getbbox() is None


@pytest.mark.parametrize("name", HOSTILE_PICTURES)
async def test_a_hostile_picture_is_none(name: str) -> None:
    """By the limits of the process alone: memory, pixels and processor time."""
    kind, made = HOSTILE_PICTURES[name]
    assert await cleaned(FileKind(kind), made()) is None


async def test_what_is_decoded_for_longest_ends_within_the_limits() -> None:
    kind, made = HOSTILE_PICTURES["just below the most pixels"]
    content = made()
    before = time.monotonic()
    with suppress(NotNow):  # the clock ended it before its processor time was used up
        assert await cleaned(FileKind(kind), content, Cleaner()) is None
    assert time.monotonic() - before < WITHIN + cleaned_picture.STARTED_WITHIN


@pytest.mark.parametrize("name", TWO_THINGS)
async def test_of_a_file_that_is_two_things_only_the_picture_is_shown(name: str) -> None:
    written = await cleaned(FileKind.JPEG, TWO_THINGS[name]())
    assert opened(written).size == (64, 48)
    assert written is not None
    for other in (b"PK\x03\x04", b"<script", b"MZ\x90"):
        assert other not in written


async def test_what_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    waits = tmp_path / "waits.py"
    waits.write_text("import os, time; os.write(1, b'.'); os.write(2, b'x'); time.sleep(60)")
    monkeypatch.setattr(cleaned_picture, "DECODER", waits)
    before = time.monotonic()
    with pytest.raises(NotNow):
        await cleaned(FileKind.PNG, photo("PNG"), Cleaner(within=0.2))
    assert time.monotonic() - before < cleaned_picture.STARTED_WITHIN
    assert not anything_runs(waits)


async def test_a_process_that_does_not_begin_says_nothing_of_the_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    ends = tmp_path / "ends.py"
    ends.write_text("raise SystemExit(1)")
    monkeypatch.setattr(cleaned_picture, "DECODER", ends)
    with pytest.raises(NotNow):
        await cleaned(FileKind.PNG, photo("PNG"))


async def test_what_writes_without_end_is_ended(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    endless = tmp_path / "endless.py"
    endless.write_text("import os\nwhile True: os.write(1, bytes(65536))")
    monkeypatch.setattr(cleaned_picture, "DECODER", endless)
    assert await cleaned(FileKind.PNG, b"", Cleaner(within=60)) is None
    assert not anything_runs(endless)


async def test_a_file_erased_meanwhile_ends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    async def erased() -> AsyncGenerator[bytes]:
        yield b"\x89PNG"
        raise NotFound

    with pytest.raises(NotFound):
        await PATIENT.clean(FileKind.PNG, 100, erased())
    assert not anything_runs(DECODER)


async def test_one_after_the_other() -> None:
    written = await asyncio.gather(*(cleaned(FileKind.JPEG, photo()) for _ in range(3)))
    assert all(written)


def anything_runs(script: Path) -> bool:
    for each in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if str(script).encode() in each.read_bytes():
                return True
        except OSError:
            continue
    return False


TRIES: Final = {
    "open a file": "open('/etc/hostname')",
    "write a file": "open('/dev/null', 'w')",
    "speak to the network": "import _socket; _socket.socket()",
    "take much memory": f"bytes({MEMORY})",
    "start a process": "os.fork() or os._exit(0)",
    "take the limit away": "import resource; resource.setrlimit(resource.RLIMIT_NOFILE, (9, 9))",
}


@pytest.mark.parametrize("is_confined", [True, False], ids=["confined", "not confined"])
@pytest.mark.parametrize("what", TRIES)
def test_the_process_can_do_nothing_but_compute(what: str, is_confined: bool) -> None:
    """Root could raise a limit again: the services are not root."""
    script = f"""
import os, resource, runpy, socket
confine = runpy.run_path({str(DECODER)!r}, run_name="decoder")["confine"]
if os.geteuid() == 0:
    os.setuid(65534)
if {is_confined}:
    confine()
try:
    {TRIES[what]}
except (OSError, ValueError, MemoryError):
    os._exit(7)
os._exit(0)
"""
    ended = subprocess.run([sys.executable, "-I", "-c", script], env={}, capture_output=True, check=False, timeout=60)
    assert ended.returncode == (7 if is_confined else 0), ended.stderr


def test_each_kind_that_is_shown_has_its_one_decoder() -> None:
    assert READS.keys() == PICTURES
    assert decode_picture.SECONDS <= WITHIN
    assert LARGEST < MEMORY
    assert png(1, 1).startswith(b"\x89PNG")
