"""The plan of a run: its folders, ports and broker, and the addresses that follow from them."""

from collections.abc import Mapping
from dataclasses import dataclass

from infra.embedded.broker import KAFKA, Broker
from infra.embedded.folders import Folders
from infra.embedded.ports import HOST, Doors, free_ports


@dataclass(frozen=True)
class Plan:
    """The folders, the doors' ports, the inner ports of all parts by name, and the broker of this run."""

    folders: Folders
    doors: Doors
    inner: Mapping[str, int]
    broker: Broker = KAFKA

    @classmethod
    def make(cls, folders: Folders, doors: Doors, names: list[str], broker: Broker = KAFKA) -> "Plan":
        return cls(folders, doors, dict(zip(names, free_ports(len(names)), strict=True)), broker)

    @property
    def public(self) -> str:
        return address(self.doors.public)

    @property
    def staff(self) -> str:
        return address(self.doors.staff)

    @property
    def partner(self) -> str:
        return address(self.doors.partner)

    @property
    def issuer(self) -> str:
        return address(self.doors.identity)

    @property
    def kafka(self) -> str:
        return f"{HOST}:{self.inner['kafka']}"


def address(port: int) -> str:
    return f"http://{HOST}:{port}"
