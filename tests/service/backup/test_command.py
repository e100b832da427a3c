"""`python -m infra.backup` as an operator gives it, with the engine's address in a file."""

import asyncio
import os
import sys
from pathlib import Path

import pytest

from infra.backup import __main__ as command
from infra.mongo.users import Client
from tests.harness.engines.single_node import Engine
from tests.harness.patience import as_long_as_it_lives

pytestmark = [pytest.mark.engines, pytest.mark.system]


async def backup(*words: str | Path, data: Path) -> tuple[int | None, str]:
    pipe, both = asyncio.subprocess.PIPE, asyncio.subprocess.STDOUT
    given = (sys.executable, "-m", "infra.backup", *map(str, words))
    told = os.environ | {"LOTSE_DATA": str(data)}
    process = await asyncio.create_subprocess_exec(*given, stdout=pipe, stderr=both, env=told)
    async with as_long_as_it_lives(process):
        said, _ = await process.communicate()
    return process.returncode, said.decode()


async def test_saves_and_loads(engine: Engine[str], client: Client, tmp_path: Path) -> None:
    (tmp_path / "stores").write_text(engine.address + "\n")
    at = ("--stores-file", tmp_path / "stores")
    client["lotse_referral"]["cases"].insert_one({"_id": "a"})
    assert await backup("save", tmp_path / "saved", *at, "--service", "referral", data=tmp_path) == (
        0,
        "saved stores: 1 documents of lotse_referral\n"
        "saved keys: 0 documents of lotse_referral_keys\n"
        "saved erasures: 0 documents of lotse_referral_keys\n",
    )
    client.drop_database("lotse_referral")
    load = ("load", tmp_path / "saved", *at)
    code, said = await backup(*load, "--service", "referral", "--only", "stores", data=tmp_path)
    assert (code, said) == (0, "loaded stores: 1 documents of lotse_referral\n")
    assert client["lotse_referral"]["cases"].count_documents({}) == 1
    code, said = await backup(*load, "--service", "intake", data=tmp_path)
    assert (code, said) == (1, f"lotse: The backup in {tmp_path / 'saved' / 'stores'} lacks lotse_intake.\n")


async def test_says_in_one_sentence_what_keeps_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert await backup("save", tmp_path / "saved", data=tmp_path) == (
        1,
        "lotse: Lotse does not run here: start it with make run, or name the engines with --stores-file.\n",
    )
    (tmp_path / "stores").write_text("mongodb://127.0.0.1:9/")
    monkeypatch.setattr(command, "PATIENCE_MS", 100)
    monkeypatch.setattr(sys, "argv", ["", "save", str(tmp_path / "saved"), "--stores-file", str(tmp_path / "stores")])
    with pytest.raises(SystemExit, match=r"^lotse: The store does not answer, or refuses this user [^.]+\.$"):
        command.main()
    assert not (tmp_path / "saved" / "stores").exists()
