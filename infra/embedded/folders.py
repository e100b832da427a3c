"""The data folder of a run: where each thing in it lies, who holds it, and how it is cleaned."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from infra.embedded.trouble import Trouble

ROOT = Path(__file__).parents[2]
LAYOUT = "3"
HOLDS_DATA = ("kafka", "noida", "mongo", "secrets")
KEPT_BY_CLEAN = ("cache",)


def cache() -> Path:
    """Returns the folder of downloaded engines, shared by all data folders of this machine."""
    return Path(os.environ.get("LOTSE_CACHE") or ROOT / "var" / "cache").absolute()


@dataclass(frozen=True)
class Folders:
    """The data folder and the files and folders in it."""

    data: Path

    @classmethod
    def from_environment(cls) -> "Folders":
        return cls(Path(os.environ.get("LOTSE_DATA") or ROOT / "var").absolute())

    @property
    def secrets(self) -> Path:
        return self.data / "secrets"

    @property
    def demo_secrets(self) -> Path:
        """Credentials of the demo channel and partners, for those who play them."""
        return self.secrets / "demo"

    @property
    def mail(self) -> Path:
        return self.data / "mail"

    @property
    def webhooks(self) -> Path:
        """Messages to the systems of partners."""
        return self.data / "webhooks"

    @property
    def sms(self) -> Path:
        """SMS to people's phones."""
        return self.data / "sms"

    def clock(self, service: str) -> Path:
        """Returns the file that says by how much this service's clock is ahead, while a story plays a later day."""
        return self.data / "run" / f"clock-{service}"

    @property
    def record(self) -> Path:
        return self.data / "run" / "record.json"

    @property
    def stopped(self) -> Path:
        """A folder with an empty file for each process that is meant to stay down."""
        return self.data / "run" / "stopped"

    @property
    def embedded(self) -> Path:
        return self.data / "embedded.json"

    @property
    def logs(self) -> Path:
        return self.data / "logs"

    def log(self, name: str) -> Path:
        return self.logs / f"{name}.log"

    def prepare(self) -> None:
        """Makes the folders of a new data folder, for its owner only, and removes what belonged to an earlier run.

        Raises Trouble for data in another layout than this version's.
        """
        layout = self.data / "layout"
        found = layout.read_text().strip() if layout.exists() else None
        if found != LAYOUT and (found is not None or any((self.data / each).exists() for each in HOLDS_DATA)):
            raise Trouble(
                f"The data in {self.data} has another layout than this version's: "
                "choose another folder with LOTSE_DATA, or remove the data with make clean."
            )
        for room in (self.secrets, self.demo_secrets, self.mail, self.webhooks, self.sms, self.stopped):
            room.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.data.chmod(0o700)
        layout.write_text(LAYOUT)
        self.embedded.unlink(missing_ok=True)
        for moved in self.record.parent.glob(self.clock("*").name):
            moved.unlink()
        for wish in self.stopped.iterdir():
            wish.unlink()

    @contextmanager
    def held(self) -> Iterator[None]:
        """Holds the data folder's lock; raises Trouble where another process has it.

        It is freed when its process ends, however that ends.
        """
        self.record.parent.mkdir(parents=True, exist_ok=True)
        with (self.data / "run" / "lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise Trouble(
                    f"Lotse already runs on the data in {self.data}: see make status, "
                    "or choose another folder with LOTSE_DATA."
                ) from None
            yield

    def clean(self) -> None:
        for each in self.data.iterdir():
            if each.name not in KEPT_BY_CLEAN:
                shutil.rmtree(each) if each.is_dir() else each.unlink()
