"""What the README offers for pasting is pasted."""

import ast
import asyncio
import json
import re
import sys
from pathlib import Path

import pytest

from tests.harness.system.embedded import System

pytestmark = pytest.mark.system

ROOT = Path(__file__).parents[2]
BLOCKS = re.findall(r"```(sh|python)\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)


async def test_the_submission_and_the_event_that_follows(system: System) -> None:
    submitted = json.loads(
        await _run(system, "bash", "-euc", _block("sh", "curl").replace(".venv/bin/python", sys.executable))
    )
    assert set(submitted) == {"contact_id", "case_id", "receipt_code"}
    event = ast.literal_eval(await _run(system, sys.executable, "-c", _block("python", "Consumer")))
    assert event["type"] == "lotse.intake.case.opened.v1"
    assert "gedroht" not in str(event)


def _block(language: str, containing: str) -> str:
    texts: list[str] = [text for written, text in BLOCKS if written == language]
    return next(text for text in texts if containing in text)


async def _run(system: System, *command: str) -> str:
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        *command, cwd=ROOT, env=system.surroundings, stdout=pipe, stderr=pipe
    )
    out, err = await asyncio.wait_for(process.communicate(), 60)
    assert process.returncode == 0, err.decode()
    return out.decode()
