"""A part of the deployment, run as a process of this machine without its container."""

import asyncio
import os
import re
import signal
from asyncio.subprocess import Process
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from infra.embedded.ports import HOST
from tests.harness.deploy import compose, image


@dataclass(frozen=True)
class Outside:
    """The addresses and folders of this machine that stand for the containers' network and volumes."""

    folder: Path
    pythons: Callable[[str], Path]
    kafka: int
    brokers: int
    mongo: str
    ports: Mapping[str, int]

    def place(self, text: str, mounted: Mapping[str, str]) -> str:
        """Returns the text with this machine's addresses and folders."""
        for inside, here in mounted.items():
            text = re.sub(rf"^{inside}(?=/|$)", here, text)
        for port, own in ((9092, self.kafka), (9094, self.brokers)):
            text = re.sub(rf"kafka-\d:{port}(,kafka-\d:{port})*", f"{HOST}:{own}", text)
        text = re.sub(r"mongo-\d:27017(,mongo-\d:27017)*", self.mongo, text)
        for process, port in self.ports.items():
            text = text.replace(f"//{process}:8000", f"//{HOST}:{port}")
        return text


@dataclass
class Container:
    """A part of the deployment without its container: with compose's command and environment, and its image's files."""

    name: str
    outside: Outside
    process: Process

    @classmethod
    async def start(cls, name: str, outside: Outside) -> "Container":
        part = compose.parts(compose.example() | {"LOTSE_SECRETS_FOLDER": str(outside.folder / "secrets")})[name]
        built = image.of(part)
        files = outside.folder / name
        built.lay_out(files)
        told = {**built.environment, **part.get("environment", {})}
        if name in outside.ports:
            told |= {"LOTSE_HOST": HOST, "LOTSE_PORT_OWN": str(outside.ports[name])}
        mounted = compose.mounted(part)
        told = {key: outside.place(value, mounted) for key, value in told.items()}
        command = [outside.place(word, mounted) for word in part["command"]]
        with (outside.folder / f"{name}.log").open("wb") as log:
            process = await asyncio.create_subprocess_exec(
                *command, cwd=files, env={"PATH": str(outside.pythons(built.pins)), **told}, stdout=log, stderr=log
            )
        return cls(name, outside, process)

    @staticmethod
    def log(name: str, outside: Outside) -> str:
        return (outside.folder / f"{name}.log").read_text()

    async def healthcheck(self) -> int:
        """Runs the image's health check at this machine's port; returns its exit code."""
        built = image.of(compose.parts()[self.name])
        asked = [word.replace(":8000", f":{self.outside.ports[self.name]}") for word in built.healthcheck]
        process = await asyncio.create_subprocess_exec(
            *asked, env={"PATH": str(self.outside.pythons(built.pins))}, stderr=asyncio.subprocess.DEVNULL
        )
        return await process.wait()

    async def ended(self, within: float = 60.0) -> int:
        return await asyncio.wait_for(self.process.wait(), within)

    async def stop(self, within: float = 20.0) -> int:
        if self.process.returncode is None:
            os.kill(self.process.pid, signal.SIGTERM)
        return await self.ended(within)
