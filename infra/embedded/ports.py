"""Ports of this machine: four neighbouring ones for the doors, and free ones for all inner parts."""

import random
import socket
from dataclasses import dataclass

from infra.embedded.trouble import Trouble

HOST = "127.0.0.1"
DEFAULT_BASE, STRIDE, TRIES = 8080, 10, 50
INNER = range(20_000, 32_000)  # below the range from which systems take the ports of outgoing connections


@dataclass(frozen=True)
class Doors:
    public: int
    staff: int
    partner: int
    identity: int

    @classmethod
    def from_base(cls, base: int) -> "Doors":
        return cls(*range(base, base + 4))

    def taken(self) -> list[int]:
        return [port for port in (self.public, self.staff, self.partner, self.identity) if not is_free(port)]


def choose_doors(asked: str | None) -> Doors:
    """Returns the asked ports, or without a request the first free ones. Raises Trouble where there are none."""
    if not asked:
        choices = [Doors.from_base(DEFAULT_BASE + STRIDE * turn) for turn in range(TRIES)]
        free = next((doors for doors in choices if not doors.taken()), None)
        if free is None:
            raise Trouble("No four neighbouring ports are free: choose some with LOTSE_PORT.")
        return free
    if not (asked.isdecimal() and 1024 <= int(asked) <= 65_532):
        raise Trouble("LOTSE_PORT is the first of four ports: a number from 1024 to 65532.")
    doors = Doors.from_base(int(asked))
    if taken := doors.taken():
        raise Trouble(f"Port {taken[0]} is taken: choose another with LOTSE_PORT (it and the three after it are used).")
    return doors


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def free_ports(count: int) -> list[int]:
    candidates = random.sample(INNER, k=len(INNER))
    free = (port for port in candidates if is_free(port))
    return [next(free) for _ in range(count)]
