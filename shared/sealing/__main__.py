"""The operator's commands for the keys. FOLDER holds the secrets: `made`, and a folder for each process.

python -m shared.sealing create FOLDER
python -m shared.sealing rotate FOLDER intake            LOTSE_KEYS names the key database; repeat it after a crash
python -m shared.sealing rotate FOLDER intake --retire   destroys the old pair, once nothing is on its way to it
python -m shared.sealing rotate FOLDER all --when-due    once a week, unattended: destroys the old pairs, begins anew
python -m shared.sealing rotate FOLDER intake --rewrap   after a backup of the key database was put back
python -m shared.sealing tend   FOLDER                   does `rotate all --when-due` every few hours, until it is ended
python -m shared.sealing rotate FOLDER cookie            also sign-in, follow: the keys that seal and sign cookies
python -m shared.sealing check  FOLDER intake            with LOTSE_STORE, looks for orphans too
"""

import argparse
import asyncio
import os
import sys
from functools import partial
from pathlib import Path

from shared.clock import now
from shared.sealing import rotation
from shared.sealing.checking import Found, check
from shared.sealing.folder import Folder
from shared.sealing.keyring import Keyring
from shared.sealing.renewal import SERVICES, rotate, rotate_all, rotate_when_due, tend
from shared.sealing.rotation import COOKIES, PAIR, TooEarly
from shared.store import connect

TELL = partial(print, flush=True)


def arguments() -> argparse.Namespace:
    plain = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(prog="python -m shared.sealing", description=__doc__, formatter_class=plain)
    acts = parser.add_subparsers(dest="act", required=True)
    acts.add_parser("create").add_argument("folder", type=Path)
    turn = acts.add_parser("rotate")
    turn.add_argument("folder", type=Path)
    turn.add_argument("what", choices=[*SERVICES, *COOKIES, "all"])
    step = turn.add_mutually_exclusive_group()
    step.add_argument("--retire", action="store_true", help="the old key is destroyed, once nothing needs it")
    step.add_argument("--rewrap", action="store_true", help="no new key: only wrap all for the one in use")
    step.add_argument("--when-due", action="store_true", help="what is due after a week, and nothing before")
    acts.add_parser("tend").add_argument("folder", type=Path)
    look = acts.add_parser("check")
    look.add_argument("folder", type=Path)
    look.add_argument("what", choices=SERVICES)
    return parser.parse_args()


def rotate_cookies(folder: Folder, what: str, *, retire: bool) -> None:
    if retire:
        print(f"{rotation.retire_cookies(folder, COOKIES[what])} old {what} keys are gone.")
    else:
        begun = rotation.begin_cookies(folder, COOKIES[what])
        print(f"A new {what} key is in use." if begun else "The former rotation is not retired yet.")


async def look(folder: Folder, service: str) -> int:
    keys = connect(os.environ["LOTSE_KEYS"], f"lotse_{service}_keys")
    store = connect(os.environ["LOTSE_STORE"], f"lotse_{service}") if "LOTSE_STORE" in os.environ else None
    found = await check(keys, rotation.ring(folder, service), store, now())
    await keys.close()
    if store is not None:
        await store.close()
    tell(found, roles(folder, service), orphans=store is not None)
    return 1 if found.cannot_open or found.erased else 0


def roles(folder: Folder, service: str) -> dict[str, str]:
    newest, *older = Keyring(lambda: "\n".join(folder.held(service, PAIR))).keys
    return {key.public.fingerprint: "old" for key in older} | {newest.public.fingerprint: "in use"}


def tell(found: Found, roles: dict[str, str], *, orphans: bool) -> None:
    for fingerprint, role in roles.items():
        print(f"{found.wrapped_for.pop(fingerprint, 0):>8} data keys wrapped for {fingerprint} ({role})")
    for fingerprint, count in found.wrapped_for.items():
        print(f"{count:>8} data keys wrapped for {fingerprint} (not here)")
    print(f"{found.cannot_open:>8} cannot be opened")
    print(f"{found.erased:>8} are there again although erased")
    print(f"{found.orphans:>8} orphans" if orphans else "         orphans: LOTSE_STORE names no store to compare with")


def main() -> int:
    asked = arguments()
    folder = Folder(asked.folder)
    if asked.act == "create":
        print("\n".join(f"made {each}" for each in folder.create()) or "Everything was there.")
        return 0
    if asked.act == "tend":
        tend(folder, TELL)
    if asked.act == "check":
        return asyncio.run(look(folder, asked.what))
    if asked.what in COOKIES:
        rotate_cookies(folder, asked.what, retire=asked.retire)
    elif asked.what == "all":
        asyncio.run(rotate_all(folder, TELL))
    elif asked.when_due:
        asyncio.run(rotate_when_due(folder, asked.what, TELL))
    else:
        asyncio.run(rotate(folder, asked.what, TELL, retire=asked.retire, only_rewrap=asked.rewrap))
    return 0


if __name__ == "__main__":
    try:
        raise SystemExit(main())
    except TooEarly as early:
        sys.exit(f"lotse: {early}")
