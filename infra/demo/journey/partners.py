"""Partners of the demo's directory whose mailbox and PIN a story knows."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

DIRECTORY = Path(__file__).parent.parent / "directory.json"


@dataclass(frozen=True)
class Partner:
    """A partner of the demo's directory. `key`: names its credentials in `embedded.json`."""

    id: str
    key: str
    name: str
    mailbox: str


@cache
def partner(name: str) -> Partner:
    listed = json.loads(DIRECTORY.read_text())["partners"]
    entry = next(each for each in listed if each["name"] == name)
    return Partner(entry["id"], entry.get("key", entry["id"]), name, entry["mails"][0])
