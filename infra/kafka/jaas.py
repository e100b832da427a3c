"""The lines of a broker's settings by which it authenticates clients; they contain passwords."""

from collections.abc import Mapping

SCRAM, PLAIN = "scram.ScramLoginModule", "plain.PlainLoginModule"


def scram(listener: str, login: Mapping[str, str]) -> str:
    """Returns the line of a listener whose users the broker keeps; `login` is for the broker's own connections."""
    return _line(listener, "scram-sha-512", SCRAM, login)


def plain(listener: str, user: str, known: Mapping[str, str]) -> str:
    """Returns the line of a listener whose users stand in the line itself; the broker connects to others as `user`."""
    told = {"username": user, "password": known[user]} | {f"user_{name}": word for name, word in known.items()}
    return _line(listener, "plain", PLAIN, told)


def _line(listener: str, mechanism: str, module: str, told: Mapping[str, str]) -> str:
    words = " ".join([f"org.apache.kafka.common.security.{module} required", *(f'{k}="{v}"' for k, v in told.items())])
    return f"listener.name.{listener}.{mechanism}.sasl.jaas.config = {words};"
