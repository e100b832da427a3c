"""Several runs of schemathesis in one separate process, which reads its fixed data once.

Run as a program, it reads a JSON list of command lines from standard input and writes as many pairs of exit code and
report to standard output.
"""

import asyncio
import io
import json
import sys
from collections.abc import Sequence
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Final

from schemathesis.cli import schemathesis

Run = tuple[int, str]
LINE: Final = (sys.executable, __file__)


async def runs(lines: Sequence[Sequence[str]], folder: Path) -> list[Run]:
    """Runs the command lines one by one; returns exit code and report of each; failures are kept in the folder."""
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(*LINE, stdin=pipe, stdout=pipe, stderr=pipe, cwd=folder)
    told, failed = await process.communicate(json.dumps(lines).encode())
    assert process.returncode == 0, failed.decode()
    return [(code, report) for code, report in json.loads(told)]


def run(line: Sequence[str]) -> Run:
    report = io.StringIO()
    with redirect_stdout(report), redirect_stderr(report):
        try:
            schemathesis(line)
        except SystemExit as ended:
            return int(ended.code or 0), report.getvalue()
    raise AssertionError("it always ends with an exit code")


if __name__ == "__main__":
    told = [run(line) for line in json.load(sys.stdin)]
    json.dump(told, sys.stdout)
