"""The broker of a run: Apache Kafka, or on request the one that comes as a single package."""

from dataclasses import dataclass
from typing import Final

from infra.embedded.folders import Folders
from infra.embedded.trouble import Trouble


@dataclass(frozen=True)
class Broker:
    """A broker and its limits. `name` is also that of its process and folder, and the value of LOTSE_BROKER."""

    name: str
    has_users: bool
    cannot_promise: tuple[str, ...] = ()


KAFKA: Final = Broker("kafka", has_users=True)
NOIDA: Final = Broker(
    "noida",
    has_users=False,
    cannot_promise=(
        "Killed, it loses records that it acknowledged: services send their own again, those of channels and partners "
        "are gone.",
        "It knows no users and no rights: whoever reaches its port on this machine reads and writes every topic.",
        "It makes topics by itself: a misspelt one swallows what is sent to it.",
    ),
)
BROKERS: Final = {broker.name: broker for broker in (KAFKA, NOIDA)}


def chosen(name: str, folders: Folders) -> Broker:
    """Returns the broker of that name; raises Trouble where there is none, or the data was written with another."""
    if name not in BROKERS:
        raise Trouble(f"There is no broker of the name in BROKER: it is one of {', '.join(BROKERS)}.")
    for other in BROKERS:
        if other != name and (folders.data / other).exists():
            raise Trouble(
                f"The data in {folders.data} was written with BROKER={other}: start with it again, "
                "or choose another folder with LOTSE_DATA."
            )
    return BROKERS[name]
