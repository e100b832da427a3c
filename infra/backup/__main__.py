"""An operator's command: saves what the stores hold into a folder, or puts it back.

python -m infra.backup save FOLDER
python -m infra.backup save FOLDER --only erasures
python -m infra.backup load FOLDER --service intake --only stores
"""

import argparse
import sys
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Final

from pymongo.errors import PyMongoError

from infra.backup import engines
from infra.backup.loading import Saved, load
from infra.backup.manifest import Manifest
from infra.backup.parts import FACE, PARTS, STORES, Part, Refused, parts
from infra.backup.saving import save
from infra.mongo.users import Client
from shared.clock import now
from shared.contracts.catalogue import SERVICES

PATIENCE_MS: Final = 10_000

ClientFor = Callable[[Part], Client]


def main() -> None:
    asked = arguments()
    try:
        addresses = (
            engines.named(asked.stores_file, asked.keys_file) if asked.stores_file else engines.of_this_machine()
        )
        with ExitStack() as stack:
            stores, keys = (stack.enter_context(_client(address)) for address in addresses)
            chosen = parts(asked.service or SERVICES, asked.only or PARTS)
            act: Callable[..., None] = _save if asked.act == "save" else _load
            act(asked, chosen, lambda part: stores if part.name in (FACE, STORES) else keys)
    except Refused as refused:
        sys.exit(f"lotse: {refused}")
    except PyMongoError as error:
        sys.exit(f"lotse: The store does not answer, or refuses this user ({type(error).__name__}).")


def arguments() -> argparse.Namespace:
    every = argparse.ArgumentParser(prog="python -m infra.backup", description=__doc__.partition("\n")[0])
    acts = every.add_subparsers(dest="act", required=True)
    for act in ("save", "load"):
        command = acts.add_parser(act)
        command.add_argument("folder", type=Path)
        command.add_argument("--only", action="append", choices=PARTS, help="repeat it for several; otherwise all")
        command.add_argument("--service", action="append", choices=SERVICES, help="repeat it; otherwise all")
        command.add_argument(
            "--stores-file", type=Path, help="holds the address of the stores, user and password in it"
        )
        command.add_argument("--keys-file", type=Path, help="the same of the key databases, where they lie elsewhere")
    command.add_argument("--replace", action="store_true", help="what is there goes, except the list of erased ids")
    return every.parse_args()


def _save(asked: argparse.Namespace, chosen: list[Part], client_for: ClientFor) -> None:
    for part in chosen:
        _tell("saved", save(client_for(part), part, asked.folder, now()))


def _load(asked: argparse.Namespace, chosen: list[Part], client_for: ClientFor) -> None:
    """Loads the named parts, or all that lie in the folder where none is named. Raises Refused where there is none."""
    there = [part for part in chosen if asked.only or (asked.folder / part.name).exists()]
    if not there:
        raise Refused(f"There is no backup in {asked.folder}.")
    saved = [Saved.verified(client_for(part), asked.folder / part.name).only(part.databases) for part in there]
    load(saved, over=asked.replace)
    for each in saved:
        _tell("loaded", each.manifest)


def _tell(did: str, manifest: Manifest) -> None:
    print(f"{did} {manifest.part}: {manifest.documents} documents of {', '.join(manifest.databases) or 'nothing'}")


def _client(address: str) -> Client:
    return Client(address, w="majority", journal=True, serverSelectionTimeoutMS=PATIENCE_MS)


if __name__ == "__main__":
    main()
