"""The staff's pages of the directory: search it, read an entry with its history, and, for supervisors, change it."""

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response

from services.referral.domain import entries_csv, hsds
from services.referral.domain.entry_text import KINDS, Wrong
from services.referral.domain.freshness import freshness
from services.referral.domain.partner import TAKES_REFERRALS, Partner
from services.referral.handlers.counsellor.read_directory import Only, Search, is_tried, read_entry, search
from services.referral.handlers.directory import Directory
from services.referral.handlers.supervisor import change_entry
from services.referral.pages import entry_form, labels_de
from services.referral.pages.entry_form import EntryForm, WholeEntryForm, fields_of, plain, texts_of
from services.referral.pages.proposals import Counsellor
from services.referral.store import is_onboarded
from shared.bus import Transaction, UnitOfWork
from shared.clock import Clock, berlin_day
from shared.contracts.vocabulary import Land, Need, PartnerCategory
from shared.day import DayIfGiven
from shared.errors import Conflict, Invalid, LotseError
from shared.web import Pages, Staff, act_result, staff
from shared.web.forms import Act, Receiving, Sent

Supervisor = Annotated[Staff, Depends(staff("supervisor"))]
Entered = Annotated[Sent[EntryForm], Depends(Receiving(WholeEntryForm))]
PREFIX: Final = "/referral/directory"
AT_MOST: Final = 200
"""Entries on one page."""


class EntryAct(Act):
    """Confirm, reopen, delist or list again: no field is entered."""


class CloseForm(Act):
    until: DayIfGiven = None


Sentless = Annotated[Sent[EntryAct], Depends(Receiving(EntryAct))]
Do = Callable[[Transaction, Staff, str, str], Awaitable[None]]


@dataclass(frozen=True)
class Asked:
    """The search in the address; words that are in none of the lists are ignored."""

    q: Annotated[str, Query(max_length=200)] = ""
    land: Annotated[str, Query(max_length=20)] = ""
    need: Annotated[str, Query(max_length=40)] = ""
    category: Annotated[str, Query(max_length=40)] = ""
    only: Only = "listed"

    def search(self) -> Search:
        return Search(
            self.q,
            Land(self.land) if self.land in set(Land) else None,
            Need(self.need) if self.need in set(Need) else None,
            PartnerCategory(self.category) if self.category in set(PartnerCategory) else None,
            self.only,
        )


@dataclass(frozen=True)
class DirectoryPages:
    unit_of_work: UnitOfWork
    pages: Pages
    directory: Directory
    clock: Clock
    link_to: Callable[[Partner, datetime], str]
    """Makes the link by which a partner confirms its entry."""

    def router(self) -> APIRouter:
        routes = APIRouter(include_in_schema=False, prefix=PREFIX)
        routes.get("")(self.list)
        routes.get("/new")(self.new)
        routes.get("/export.json")(self.export_hsds)
        routes.get("/export.csv")(self.export_csv)
        routes.post("")(self.enter)
        routes.get("/{partner_id}")(self.show)
        routes.get("/{partner_id}/edit")(self.form)
        routes.post("/{partner_id}")(self.edit)
        routes.post("/{partner_id}/close")(self.close)
        for path, act, done in (
            ("confirm", change_entry.confirm_entry, "entry-confirmed"),
            ("reopen", change_entry.reopen_entry, "entry-changed"),
            ("delist", _listing(False), "entry-delisted"),
            ("relist", _listing(True), "entry-changed"),
        ):
            routes.post(f"/{{partner_id}}/{path}")(self._acting(act, done))
        return routes

    async def list(self, request: Request, me: Counsellor, asked: Annotated[Asked, Depends()]) -> Response:
        found = await self.unit_of_work(lambda tx: search(tx, self.directory, asked.search(), AT_MOST))
        return self.pages.render(
            request,
            "directory.html",
            asked=asked,
            found=found,
            freshness=freshness,
            choices=entry_form.CHOICES,
            labels=labels_de,
        )

    async def show(self, request: Request, partner_id: str, me: Counsellor) -> Response:
        return await self.entry(request, partner_id)

    async def new(self, request: Request, me: Supervisor) -> Response:
        return self._form(request, fields_of(change_entry.new_entry(berlin_day(self.clock()))))

    async def form(self, request: Request, partner_id: str, me: Supervisor) -> Response:
        entry, _ = await self.unit_of_work(lambda tx: read_entry(tx, partner_id))
        return self._form(request, fields_of(entry), partner_id=partner_id, version=entry.version)

    async def enter(self, request: Request, me: Supervisor, form: Entered) -> Response:
        act_id = form.act_id(request.url.path, me.sub)
        try:
            texts = texts_of(form.read())
            partner_id = await self.unit_of_work(lambda tx: change_entry.enter_entry(tx, me, texts, act_id))
        except (Wrong, Invalid) as error:
            return self._form(request, form.fields, refused=_refusal(error))
        return act_result.redirect(f"{PREFIX}/{partner_id}", "entry-entered")

    async def edit(self, request: Request, partner_id: str, me: Supervisor, form: Entered) -> Response:
        act_id = form.act_id(request.url.path, me.sub)
        entry, _ = await self.unit_of_work(lambda tx: read_entry(tx, partner_id))
        try:
            entered = form.read()
            await self.unit_of_work(
                lambda tx: change_entry.edit_entry(tx, me, partner_id, texts_of(entered), entered.version, act_id)
            )
        except Conflict as late:
            now, mine = fields_of(entry), form.fields
            other = {name: now[name] for name in KINDS if plain(now[name]) != plain(mine.get(name, ""))}
            return self._form(request, mine, refused=late, partner_id=partner_id, version=entry.version, other=other)
        except (Wrong, Invalid) as error:
            seen = form.fields.get("version", 0)
            return self._form(request, form.fields, refused=_refusal(error), partner_id=partner_id, version=seen)
        return act_result.redirect(f"{PREFIX}/{partner_id}", "entry-changed")

    async def close(
        self,
        request: Request,
        partner_id: str,
        me: Supervisor,
        form: Annotated[Sent[CloseForm], Depends(Receiving(CloseForm))],
    ) -> Response:
        act_id = form.act_id(request.url.path, me.sub)
        try:
            until = form.read().until
            await self.unit_of_work(lambda tx: change_entry.close_entry(tx, me, partner_id, until, act_id))
        except Invalid as refused:
            return await self.entry(request, partner_id, refused)
        return act_result.redirect(f"{PREFIX}/{partner_id}", "entry-closed")

    async def export_hsds(self, me: Counsellor) -> Response:
        """Exports all listed entries, to be imported again; fields that are not public are in it."""
        found = await self.unit_of_work(lambda tx: search(tx, self.directory, Search()))
        services = [hsds.private_service(entry) for entry in found.entries]
        return _file(json.dumps(services, ensure_ascii=False), "verzeichnis.json", "application/json")

    async def export_csv(self, me: Counsellor) -> Response:
        found = await self.unit_of_work(lambda tx: search(tx, self.directory, Search()))
        return _file(entries_csv.write(found.entries), "verzeichnis.csv", "text/csv")

    def _acting(self, act: Do, done: str) -> Callable[..., Awaitable[Response]]:
        async def handle(request: Request, partner_id: str, me: Supervisor, form: Sentless) -> Response:
            act_id = form.act_id(request.url.path, me.sub)
            form.read()
            await self.unit_of_work(lambda tx: act(tx, me, partner_id, act_id))
            return act_result.redirect(f"{PREFIX}/{partner_id}", done)

        return handle

    async def entry(
        self, request: Request, partner_id: str, refused: LotseError | None = None, at: str = "until"
    ) -> Response:
        """Renders the page of an entry, for staff. `at`: the field that a refusal is about. Raises NotFound."""
        entry, history = await self.unit_of_work(lambda tx: read_entry(tx, partner_id))
        tried = await self.unit_of_work(lambda tx: is_tried(tx, partner_id))
        onboarded = await self.unit_of_work(lambda tx: is_onboarded(tx, partner_id))
        return self.pages.render(
            request,
            "entry.html",
            refused=refused,
            at=at,
            entry=entry,
            history=history,
            is_tried=tried,
            is_onboarded=onboarded,
            takes_referrals=bool(TAKES_REFERRALS.intersection(entry.ways)),
            texts=fields_of(entry),
            freshness=freshness(entry, berlin_day(self.clock())),
            is_closed=entry.is_closed(berlin_day(self.clock())),
            form=entry_form,
            suspensions=list(labels_de.SUSPENSIONS.items()),
            link=self.link_to(entry, self.clock()),
            labels=labels_de,
        )

    def _form(
        self,
        request: Request,
        fields: Mapping[str, Any],
        *,
        refused: LotseError | None = None,
        partner_id: str = "",
        version: int = 0,
        other: Mapping[str, Any] | None = None,
    ) -> Response:
        """`other`: the values stored now, by field, where the form came too late."""
        return self.pages.render(
            request,
            "entry_form.html",
            refused=refused,
            address=f"{PREFIX}/{partner_id}" if partner_id else PREFIX,
            partner_id=partner_id,
            version=version,
            fields=fields,
            other={name: plain(value) for name, value in (other or {}).items()},
            form=entry_form,
        )


def _listing(listed: bool) -> Do:
    async def act(tx: Transaction, me: Staff, partner_id: str, act_id: str) -> None:
        await change_entry.list_entry(tx, me, partner_id, listed=listed, act_id=act_id)

    return act


def _refusal(error: Wrong | Invalid) -> Invalid:
    return entry_form.refused(error) if isinstance(error, Wrong) else error


def _file(text: str, name: str, media_type: str) -> Response:
    return Response(text, media_type=media_type, headers={"Content-Disposition": f'attachment; filename="{name}"'})
