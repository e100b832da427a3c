"""The engines that hold stores and keys, and how to connect to them."""

import json
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from infra.backup.parts import Refused
from infra.mongo.users import ROOT
from shared.sealing.folder import Folder

NOT_HERE: Final = "Lotse does not run here: start it with make run, or name the engines with --stores-file."


def named(stores: Path, keys: Path | None) -> tuple[str, str]:
    """Reads the addresses from files, because they contain passwords; without `keys`, the keys lie with the stores."""
    address = stores.read_text().strip()
    return address, keys.read_text().strip() if keys else address


def of_this_machine() -> tuple[str, str]:
    """Returns the running system's engine in the data folder, with the administrator's password.

    Raises Refused where Lotse does not run.
    """
    try:
        from infra.embedded.folders import Folders
        from infra.embedded.mongo import uri
    except ImportError:  # an operator's image has no engines
        raise Refused(NOT_HERE) from None
    folders = Folders.from_environment()
    if not folders.embedded.exists():
        raise Refused(NOT_HERE)
    port = urlsplit(json.loads(folders.embedded.read_text())["mongo"]).port
    assert port is not None
    address = uri(port, ROOT, Folder(folders.secrets).made("mongo", ROOT).read_text())
    return address, address
