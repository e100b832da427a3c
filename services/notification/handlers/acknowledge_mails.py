"""Sends whoever wrote a mail to the contact point the automatic answer that it has come in, at most once a day."""

import logging
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Final
from uuid import UUID, uuid5

from services.notification.acknowledgement_text import acknowledgement_text
from services.notification.handlers.store_nothing import store_nothing
from services.notification.recipients import Ask, automatic_answer, owed_answers
from services.notification.smtp import Mail, MailServer, Refused
from shared.bus import Effect, OnDone, Transaction, UnitOfWork
from shared.errors import Never

log: Final = logging.getLogger(__name__)

ACKNOWLEDGEMENT: Final = "acknowledgement"
"""The kind of the effects that send an answer."""
NAME: Final = "name"
"""The field of their payload for the name by which the desk knows the answer.

The name is random, and says nothing of the address.
"""
SERIES: Final = UUID("0f4a9c1e-7d52-4b8f-8f1d-3f6f2f8f4c11")
ACKNOWLEDGEMENTS_PAUSE: Final = 10.0
"""Seconds between two questions to the desk."""
LATE: Final = timedelta(hours=24)


@dataclass(frozen=True)
class PlanAcknowledgements:
    """A round of the leader that plans the answers which the desk owes.

    `planned`: names that this process knows to be planned, as long as the desk names them.
    """

    unit_of_work: UnitOfWork
    ask: Ask
    planned: set[str] = field(default_factory=set)

    async def __call__(self) -> None:
        """Plans each answer that is owed; two processes plan the same ones.

        Raises TryLater while the desk is away; a desk of an earlier release owes none.
        """
        try:
            owed = await owed_answers(self.ask)
        except Never:
            return
        self.planned.intersection_update(owed)
        for name in owed:
            if name not in self.planned:
                await self.unit_of_work(partial(plan, name))
                self.planned.add(name)


async def plan(name: str, tx: Transaction) -> None:
    """Adds the effect once: a row of that id that is there already, done or not, stays as it is."""
    effect_id = str(uuid5(SERIES, name))
    tx.add_effect(ACKNOWLEDGEMENT, key=effect_id, payload={NAME: name}, id=effect_id)


@dataclass(frozen=True)
class SendAcknowledgement:
    """Carries out effects of the kind `acknowledgement`. `own`: our own addresses, which get no answer."""

    unit_of_work: UnitOfWork
    ask: Ask
    mail_server: MailServer
    own: frozenset[str] = frozenset()

    async def __call__(self, effect: Effect) -> OnDone:
        """Sends the answer, unless it is a day old and of no use to anybody any more.

        Raises TryLater while desk or mail server are away.
        """
        if self.unit_of_work.clock() - effect.created >= LATE:
            return store_nothing
        try:
            found = await automatic_answer(self.ask, effect.payload[NAME])
        except Never:
            return store_nothing
        if found.to.lower() in self.own:
            return store_nothing
        mail = Mail(
            effect.id,
            effect.created,
            (found.to,),
            acknowledgement_text(is_answerable=bool(found.reply_to)),
            reply_to=found.reply_to,
            is_automatic_answer=True,
            answers=found.answers,
        )
        try:
            await self.mail_server.send(mail)
        except Refused:
            log.warning("automatic answer refused by the mail server", extra={"dispatch": effect.id})
        return store_nothing
