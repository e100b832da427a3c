"""The lines of a broker's settings by which it knows who is there; they hold passwords."""

from collections.abc import Mapping

SCRAM, PLAIN = "scram.ScramLoginModule", "plain.PlainLoginModule"


def scram(listener: str, login: Mapping[str, str]) -> str:
    """Who comes in here is kept by the broker; `login` is for the broker's own way to others."""
    return _line(listener, "scram-sha-512", SCRAM, login)


def plain(listener: str, user: str, known: Mapping[str, str]) -> str:
    """Who comes in here is known from this line, by name and password; the broker itself goes as `user`."""
    told = {"username": user, "password": known[user]} | {f"user_{name}": word for name, word in known.items()}
    return _line(listener, "plain", PLAIN, told)


def _line(listener: str, mechanism: str, module: str, told: Mapping[str, str]) -> str:
    words = " ".join([f"org.apache.kafka.common.security.{module} required", *(f'{k}="{v}"' for k, v in told.items())])
    return f"listener.name.{listener}.{mechanism}.sasl.jaas.config = {words};"
