"""Downloads pinned files from Maven Central and checks each by its SHA-256."""

import hashlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from jgo.constants import MAVEN_CENTRAL_URL
from jgo.maven import MavenContext

from infra.embedded.trouble import Trouble

Tell = Callable[[str], None]


@dataclass(frozen=True)
class Pin:
    group: str
    artifact: str
    version: str
    sha256: str
    packaging: str = "jar"

    @property
    def file_name(self) -> str:
        return f"{self.artifact}-{self.version}.{self.packaging}"


def read_pins(listing: Path) -> list[Pin]:
    """Reads a list with one file a line: group, artifact, version, SHA-256, and its packaging where that is not jar."""
    return [Pin(*line.split()) for line in listing.read_text().splitlines() if line.strip()]


def fetch(pins: list[Pin], folder: Path, tell: Tell, source: str = MAVEN_CENTRAL_URL) -> list[Path]:
    """Returns the pinned files in order; downloads the missing ones and checks every one at every call.

    Raises Trouble where a download fails or a file is not the pinned one.
    """
    folder.mkdir(parents=True, exist_ok=True)
    jars = {folder / pin.file_name: pin for pin in pins}
    missing = [pin for jar, pin in jars.items() if not jar.exists()]
    if missing:
        _download(missing, folder, tell, source)
    for jar, pin in jars.items():
        _refuse_changed(jar, pin)
    return list(jars)


def _download(pins: list[Pin], folder: Path, tell: Tell, source: str) -> None:
    with TemporaryDirectory(dir=folder) as staging, ThreadPoolExecutor(8) as pool:
        maven = MavenContext(repo_cache=Path(staging), remote_repos={"central": source})
        try:
            for done, each in enumerate(
                as_completed(pool.submit(_download_one, maven, pin, folder) for pin in pins), 1
            ):
                tell(f"fetched {each.result().name} ({done} of {len(pins)})")
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


def _download_one(maven: MavenContext, pin: Pin, folder: Path) -> Path:
    try:
        component = maven.project(pin.group, pin.artifact).at_version(pin.version)
        staged = Path(component.artifact(packaging=pin.packaging).resolve())
    except (OSError, RuntimeError, ValueError) as broken:
        raise Trouble(
            f"The download of {pin.file_name} failed ({type(broken).__name__}): "
            "check the connection to Maven Central and run the command again, or start without Kafka (BROKER=noida)."
        ) from broken
    _refuse_changed(staged, pin)
    return staged.rename(folder / pin.file_name)


def _refuse_changed(jar: Path, pin: Pin) -> None:
    if hashlib.sha256(jar.read_bytes()).hexdigest() != pin.sha256:
        jar.unlink()
        raise Trouble(
            f"{pin.file_name} is not the file that was pinned (another SHA-256): "
            "it was removed, and the next run fetches it again."
        )
