"""Partners of the demo's directory whose mailbox and PIN a story knows."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

DIRECTORY = Path(__file__).parent.parent / "directory.json"


@dataclass(frozen=True)
class Partner:
    """Of the demo's directory. `key`: by which its access is announced."""

    id: str
    key: str
    name: str
    mailbox: str


@cache
def partner(name: str) -> Partner:
    listed = json.loads(DIRECTORY.read_text())["partners"]
    entry = next(each for each in listed if each["name"] == name)
    return Partner(entry["id"], entry.get("key", entry["id"]), name, entry["mails"][0])
