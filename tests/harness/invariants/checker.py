"""Checks each invariant, and names for whom it does not hold.

    LOTSE_DATA=var python -m tests.harness.invariants.checker client_history.jsonl --lossless

reads the client's history and the stores of the running system in that data folder; `--lossless` also demands that
nothing was asked for again.
"""

import argparse
import asyncio
import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from infra.embedded.folders import Folders
from shared.contracts.catalogue import SERVICES
from shared.store import Store, connect
from tests.harness.invariants import client_history, planted_strings, snapshot
from tests.harness.invariants.accepted import exists_once, whole, with_a_human
from tests.harness.invariants.causes import cases_are_known_and_counted, consent_leads_to_one_referral
from tests.harness.invariants.erasure import erased_everywhere
from tests.harness.invariants.figures import equal_a_rebuild
from tests.harness.invariants.finding import Finding, Invariant
from tests.harness.invariants.order import applied_in_order, nothing_healed, settled
from tests.harness.invariants.referrals import answers_are_waited_for, end_once
from tests.harness.invariants.secrets import nothing_exposed
from tests.harness.invariants.snapshot import Snapshot

Verdict = dict[str, list[Finding]]

ALWAYS: Final[dict[str, Invariant]] = {
    "I1 every accepted request exists exactly once": exists_once,
    "I1 nothing is half done": whole,
    "I2 every contact and case is with a human": with_a_human,
    "I3 every referral ends once": end_once,
    "I3 every answer is waited for": answers_are_waited_for,
    "I4 applied 1 to n": applied_in_order,
    "I5 settled": settled,
    "I7 I8 nothing exposed": nothing_exposed,
    "I9 erased everywhere": erased_everywhere,
    "I11 figures equal a rebuild": equal_a_rebuild,
    "cases are known and counted": cases_are_known_and_counted,
    "consent leads to one referral": consent_leads_to_one_referral,
}
LOSSLESS: Final[dict[str, Invariant]] = {"nothing was healed": nothing_healed}
OF_THE_BUS: Final = ("I4 applied 1 to n", "I5 settled", "I9 erased everywhere")


def judge(seen: Snapshot, *, lossless: bool, only: Iterable[str] = ALWAYS) -> Verdict:
    wanted = {name: ALWAYS[name] for name in only} | (LOSSLESS if lossless else {})
    return {name: list(invariant(seen)) for name, invariant in wanted.items()}


def left(verdict: Verdict) -> int:
    """Returns the number of ids in all findings; it shrinks while a world settles."""
    return sum(max(1, len(each.ids)) for findings in verdict.values() for each in findings)


def violations(verdict: Verdict) -> list[str]:
    return [f"{name}: {each}" for name, findings in verdict.items() for each in findings]


async def of_running(data: Path, words: list[dict[str, Any]], *, thorough: bool = True) -> Snapshot:
    """Takes a snapshot of the running system; `thorough` also searches every document and file for planted strings."""
    uri = json.loads(Folders(data).embedded.read_text())["mongo"]
    stores = {name: connect(uri, f"lotse_{name}") for name in SERVICES}
    keys, faces = {"intake": connect(uri, "lotse_intake_keys")}, {"intake": connect(uri, "lotse_intake_face")}
    every = [*stores.values(), *keys.values(), *faces.values()]
    try:
        exposed = await _exposed(data, every, words) if thorough else []
        return await snapshot.take(stores, keys=keys, faces=faces, history=words, exposed=exposed)
    finally:
        for store in every:
            await store.close()


async def _exposed(data: Path, stores: list[Store], words: list[dict[str, Any]]) -> list[str]:
    planted = client_history.canaries(iter(words))
    found = [each async for each in planted_strings.in_stores(stores, planted)]
    return found + await asyncio.to_thread(lambda: list(planted_strings.in_files(data, planted)))


def tell(verdict: Verdict) -> None:
    for name, findings in verdict.items():
        print(f"{'VIOLATED' if findings else 'holds':<9} {name}")
        for each in findings:
            print(f"          {each}")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.harness.invariants.checker", description=__doc__)
    parser.add_argument("history", type=Path)
    parser.add_argument("--lossless", action="store_true")
    given = parser.parse_args()
    words = list(client_history.read(given.history))
    seen = asyncio.run(of_running(Folders.from_environment().data, words))
    verdict = judge(seen, lossless=given.lossless)
    tell(verdict)
    return 1 if violations(verdict) else 0


if __name__ == "__main__":
    sys.exit(main())
