"""The engines that hold stores and keys, and how to get in."""

import json
from pathlib import Path
from urllib.parse import urlsplit

from infra.backup.parts import Refused


def named(stores: Path, keys: Path | None) -> tuple[str, str]:
    """Addresses from files, because there are passwords in them; keys lie with the stores if not said otherwise."""
    address = stores.read_text().strip()
    return address, keys.read_text().strip() if keys else address


def of_this_machine() -> tuple[str, str]:
    """The running system's engine in the data folder, with the administrator's password."""
    from infra.embedded.folders import Folders
    from infra.embedded.mongo import uri
    from infra.mongo.users import ROOT
    from shared.sealing.folder import Folder

    folders = Folders.from_environment()
    if not folders.embedded.exists():
        raise Refused("Lotse does not run here: start it with make run, or name the engines with --stores-file.")
    port = urlsplit(json.loads(folders.embedded.read_text())["mongo"]).port
    assert port is not None
    address = uri(port, ROOT, Folder(folders.secrets).made("mongo", ROOT).read_text())
    return address, address
