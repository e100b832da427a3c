"""The engines' users and their passwords, made once at the first run; a service finds its own among its secrets."""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from infra.embedded import demo, mail, mailbox
from infra.embedded.folders import Folders
from infra.embedded.kafka import ADMIN, OWN_USERS
from infra.embedded.mongo import MEMBER_KEY, uri
from infra.embedded.plan import Plan
from infra.embedded.ports import HOST
from infra.embedded.services import SENDER, SERVICES, Service
from infra.kafka.grants import OBSERVER
from infra.mongo import rights, users
from infra.mongo.users import ROOT
from shared.bus import Connection
from shared.contracts import catalogue
from shared.sealing.folder import Folder, replace


@dataclass(frozen=True)
class Logins:
    """Passwords by user, and the key by which members of the replica set know each other."""

    kafka: Mapping[str, str] = field(repr=False)
    mongo: Mapping[str, str] = field(repr=False)
    member_key: Path
    imap: str = field(repr=False)
    """The password of the contact point's mailbox."""
    sms: str = field(repr=False)
    """The token of the SMS provider."""
    bounces: str = field(repr=False)
    """The password of the return path's mailbox."""

    @classmethod
    def make(cls, folders: Folders) -> "Logins":
        held = Folder(folders.secrets)
        return cls(
            _words(held, "kafka", [*OWN_USERS, *catalogue.SERVICES, OBSERVER, *demo.kafka_users().values()]),
            _words(held, "mongo", [ROOT, *rights.DATABASES, rights.OBSERVER]),
            _member_key(held),
            _words(held, "imap", [mailbox.USER])[mailbox.USER],
            _words(held, "sms", [SENDER])[SENDER],
            _words(held, "bounces", [mail.BOUNCES_USER])[mail.BOUNCES_USER],
        )

    @property
    def guests(self) -> dict[str, str]:
        """The passwords of all broker users but the engine's own."""
        return {user: word for user, word in self.kafka.items() if user not in OWN_USERS}

    def broker(self, plan: Plan, user: str = ADMIN) -> Connection:
        """Returns the user's connection; one without a user where the broker knows none."""
        return Connection(plan.kafka, user, self.kafka[user]) if plan.broker.has_users else Connection(plan.kafka)

    def store(self, plan: Plan, user: str = ROOT) -> str:
        return uri(plan.inner["mongo"], user, self.mongo[user])

    def hand_out(self, plan: Plan) -> None:
        """Writes each service's logins among its secrets; addresses too, which contain a password and today's port."""
        for service in SERVICES:
            for name, text in self._of(service, plan).items():
                replace(plan.folders.secrets / service.name / name, text)

    def _of(self, service: Service, plan: Plan) -> dict[str, str]:
        """Returns a service's logins by name.

        The store's address names the replica set: a direct connection would keep for good what a starting node says of
        itself.
        """
        store = users.uri(service.name, self.mongo[service.name], f"{HOST}:{plan.inner['mongo']}")
        own = {"store": store}
        if service.keeps_keys:
            own["keys"] = store
        if service.hears_kafka and plan.broker.has_users:
            own |= {"kafka_user": service.package, "kafka_password": self.kafka[service.package]}
        if service.name == mailbox.READER:
            own[mailbox.KEPT_IN] = self.imap
        if service.name == SENDER:
            own["sms_token"] = self.sms
            own[mail.BOUNCES_KEPT_IN] = self.bounces
        return own


def _words(held: Folder, engine: str, users: Iterable[str]) -> dict[str, str]:
    return {user: held.make_once(engine, user).read_text() for user in users}


def _member_key(held: Folder) -> Path:
    """Makes the key in hexadecimal, since mongod accepts fewer characters than other secrets use."""
    file = held.made("mongo", MEMBER_KEY)
    if not file.exists():
        replace(file, secrets.token_hex(32))
    return file
