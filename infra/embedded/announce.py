"""Tells scripts and people how to use a system that is ready."""

import json
import time
from typing import Any

from infra.demo.people import PEOPLE
from infra.embedded import demo, mail, mailbox, services
from infra.embedded.demo import Credentials
from infra.embedded.logins import Logins
from infra.embedded.plan import Plan
from infra.embedded.ports import HOST
from infra.embedded.processes import Tell
from infra.embedded.record import SUPERVISOR, Record, write_private
from infra.kafka.grants import OBSERVER
from infra.mongo import rights


class Announcer:
    def __init__(self, plan: Plan, logins: Logins, record: Record, tell: Tell) -> None:
        self._plan = plan
        self._logins = logins
        self._record = record
        self._tell = tell
        self._began = time.monotonic()

    def __call__(self, occasion: str) -> None:
        """Writes the file for scripts at every change, and prints the table for people once."""
        content = embedded(self._plan, self._logins, demo.read(self._plan.folders), self._record)
        write_private(self._plan.folders.embedded, json.dumps(content, indent=1, ensure_ascii=False) + "\n")
        if occasion == "ready":
            self._tell(table(self._plan, time.monotonic() - self._began))


def embedded(plan: Plan, logins: Logins, credentials: Credentials, record: Record) -> dict[str, Any]:
    return {
        "public": plan.public,
        "staff": plan.staff,
        "partner": plan.partner,
        "kafka": {"bootstrap": plan.kafka} | _ways_in(plan, logins),
        "mongo": logins.store(plan, rights.OBSERVER),
        "mailbox": str(plan.folders.mail),
        "sms": str(plan.folders.sms),
        "data": str(plan.folders.data),
        "broker": plan.broker.name,
        "clocks": {name: str(plan.folders.clock(name)) for name in services.HAVE_A_CLOCK},
        "inbox": {"host": HOST, "port": plan.inner["mailbox"], "user": mailbox.USER, "password": logins.imap},
        "bounces": {
            "host": HOST,
            "port": plan.inner["bounces"],
            "user": mail.BOUNCES_USER,
            "password": logins.bounces,
        },
        "users": [{"name": person.user, "role": person.role} for person in PEOPLE],
        "tokens": credentials.tokens,
        "partners": credentials.partners,
        "processes": {name: entry.pid for name, entry in record.entries.items() if name != SUPERVISOR},
    }


def _ways_in(plan: Plan, logins: Logins) -> dict[str, Any]:
    if not plan.broker.has_users:
        return {"mechanism": None, "users": {}}
    guests = {OBSERVER: OBSERVER} | demo.kafka_users()
    users = {name: {"username": user, "password": logins.kafka[user]} for name, user in guests.items()}
    return {"mechanism": logins.broker(plan).mechanism, "users": users}


def table(plan: Plan, seconds: float) -> str:
    people = ", ".join(f"{person.user} ({person.role})" for person in PEOPLE)
    return f"""
Lotse is ready after {seconds:.1f} s.

  public   {plan.public}            report a concern, follow a case, read
  staff    {plan.staff}/desk       sign in as {people}
  partner  {plan.partner}            the links in the mails to partners lead here
  pins     {demo.credentials_file(plan.folders)}   of the demo's partners, by name or id
  mails    {plan.folders.mail}
  sms      {plan.folders.sms}
  inbox    {HOST}:{plan.inner["mailbox"]}   IMAP without TLS; user and password are in the file for scripts
  logs     {plan.folders.logs}
  scripts  {plan.folders.embedded}

make journey plays the story of a case; make status, make stop NAME=referral, make start NAME=referral;
Ctrl-C stops everything.
"""
