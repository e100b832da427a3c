"""The operator's commands for users, rights and topics of a broker, with the administrator's password.

python -m infra.kafka --bootstrap HOST:PORT --password-file var/secrets/made/kafka/admin list
python -m infra.kafka … add partner 96b1e9be6b7a --user-password-file FILE
python -m infra.kafka … remove channel demochannel
"""

import argparse
import asyncio
import json
import os
import secrets
import sys
from itertools import groupby
from pathlib import Path

from confluent_kafka import KafkaException

from infra.kafka.admin import Admin
from infra.kafka.catalogue import FAMILIES, together
from infra.kafka.grants import OBSERVER, Grant, user_of
from infra.kafka.provision import arrange, remove
from shared.bus import Connection


def main() -> None:
    asked = parser().parse_args()
    password = asked.password_file.read_text().strip()
    connection = Connection(asked.bootstrap, asked.user, password, asked.mechanism)
    try:
        asyncio.run(asked.command(connection, asked))
    except ValueError as wrong:
        sys.exit(f"lotse: {wrong}")
    except TimeoutError as late:
        sys.exit(f"lotse: The broker does not get there: {late}.")
    except KafkaException:
        sys.exit("lotse: The broker does not answer, or refuses this administrator.")


def parser() -> argparse.ArgumentParser:
    every = argparse.ArgumentParser(prog="python -m infra.kafka", description="Users, rights and topics of a broker.")
    every.add_argument("--bootstrap", required=True, help="address of the broker, host:port")
    every.add_argument("--user", default="admin", help="the administrator")
    every.add_argument("--mechanism", default="SCRAM-SHA-512", help="PLAIN at a listener for administrators only")
    every.add_argument("--password-file", required=True, type=Path, help="holds the administrator's password")
    commands = every.add_subparsers(required=True)
    prepare = commands.add_parser("prepare", help="makes the catalogue's topics and rights, and users for the services")
    prepare.add_argument("--users", required=True, type=Path, help="JSON: a password for each user")
    prepare.set_defaults(command=_prepare)
    add = commands.add_parser("add", help="a channel's or a partner's topics, user and rights; repeated, its password")
    add.add_argument("--user-password-file", required=True, type=Path, help="its password, made here if it is missing")
    add.set_defaults(command=_add)
    drop = commands.add_parser("remove", help="takes them away, with what is on the topics")
    drop.set_defaults(command=_remove)
    for each in (add, drop):
        each.add_argument("family", choices=FAMILIES)
        each.add_argument("part", help="the opaque part of its topics: 8 to 64 of a-z and 0-9")
    commands.add_parser("list", help="users, and what each may do").set_defaults(command=_list)
    return every


async def _prepare(connection: Connection, asked: argparse.Namespace) -> None:
    passwords: dict[str, str] = json.loads(asked.users.read_text())
    if OBSERVER in passwords:
        raise ValueError(f"{OBSERVER} reads everything: it is for `make run` only")
    await arrange(connection, together(), passwords)
    print(f"The catalogue's topics and rights are there, and the users {', '.join(passwords)}.")


async def _add(connection: Connection, asked: argparse.Namespace) -> None:
    user = user_of(asked.family, asked.part)
    await arrange(connection, together({asked.family: [asked.part]}), {user: _password_in(asked.user_password_file)})
    print(f"{user} may come in, with the password in {asked.user_password_file}.")


async def _remove(connection: Connection, asked: argparse.Namespace) -> None:
    await remove(connection, asked.family, asked.part)
    print(f"{user_of(asked.family, asked.part)} and its topics are gone.")


async def _list(connection: Connection, asked: argparse.Namespace) -> None:
    admin = Admin(connection)
    users, grants = await admin.users(), sorted(await admin.grants())
    for user in sorted(users | {grant.user for grant in grants}):
        print(user if user in users else f"{user} (has no password)")
        own = [grant for grant in grants if grant.user == user]
        for right, alike in groupby(own, key=lambda grant: (grant.action, grant.kind)):
            print(f"  {' '.join(right)}: {', '.join(map(_name, alike))}")


def _name(grant: Grant) -> str:
    return f"{grant.name}*" if grant.prefixed else grant.name


def _password_in(file: Path) -> str:
    if not file.exists():
        with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as fresh:
            fresh.write(secrets.token_urlsafe(32))
    return file.read_text().strip()


if __name__ == "__main__":
    main()
