"""The record of running processes, written as soon as one starts, so that the next run can end those left over."""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil

SAME_START = 1.0
SUPERVISOR = "supervisor"


@dataclass(frozen=True)
class Entry:
    pid: int
    started: float
    port: int | None

    def process(self) -> psutil.Process | None:
        """Returns the process; None when it ended, also when its number now belongs to another one."""
        try:
            process = psutil.Process(self.pid)
            same = abs(process.create_time() - self.started) < SAME_START
            return process if same and process.status() != psutil.STATUS_ZOMBIE else None
        except psutil.NoSuchProcess:
            return None


class Record:
    def __init__(self, file: Path) -> None:
        self._file = file
        self.entries: dict[str, Entry] = {}

    @classmethod
    def read(cls, file: Path) -> "Record":
        record = cls(file)
        if file.exists():
            record.entries = {name: Entry(**entry) for name, entry in json.loads(file.read_text()).items()}
        return record

    def add(self, name: str, pid: int, port: int | None = None) -> None:
        self.entries[name] = Entry(pid, psutil.Process(pid).create_time(), port)
        self._write()

    def remove(self, name: str) -> None:
        self.entries.pop(name, None)
        self._write()

    def end_all(self, grace: float = 20.0) -> list[str]:
        """Ends the processes of this record that still run, and no others; returns their names."""
        left = {name: process for name, entry in self.entries.items() if (process := entry.process())}
        for process in left.values():
            process.terminate()
        _, stubborn = psutil.wait_procs(left.values(), grace)
        for process in stubborn:
            process.kill()
        psutil.wait_procs(stubborn, grace)
        self.entries = {}
        self._write()
        return list(left)

    def _write(self) -> None:
        write_private(self._file, json.dumps({name: asdict(entry) for name, entry in self.entries.items()}))


def write_private(file: Path, text: str) -> None:
    """Replaces the file atomically, readable for its owner only."""
    file.parent.mkdir(parents=True, exist_ok=True)
    new = file.with_name(f".{file.name}.new")
    new.unlink(missing_ok=True)
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as stream:
        stream.write(text)
    new.replace(file)
