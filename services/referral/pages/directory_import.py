"""The supervisor's pages of an import: a file, its preview with an error for each wrong row, and the import itself."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Final

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from pydantic import Field

from services.referral.domain.entry_import import Plan
from services.referral.handlers.directory import AT_ONCE
from services.referral.handlers.supervisor.import_entries import (
    Format,
    import_entries,
    import_progress,
    plan_import,
    read_file,
)
from services.referral.pages import entry_form, labels_de
from services.referral.pages.directory import PREFIX, Supervisor
from shared.bus import UnitOfWork
from shared.errors import Conflict, Invalid, LotseError
from shared.web import Pages, act_result
from shared.web.forms import Act, Receiving, Sent

NO_FILE: Final = "Bitte wählen Sie eine Datei."
SHOWN: Final = 200
"""Changes and faults on one page."""


class ImportForm(Act):
    REFUSAL: ClassVar[str] = NO_FILE
    SENTENCES: ClassVar[Mapping[str, str]] = {"file": NO_FILE, "written_as": "Bitte wählen Sie das Format."}

    written_as: Format
    file: Annotated[str, Field(min_length=1)]
    """The file's content."""
    seen: int | None = None
    """The revision of the directory that the preview assumed; None while there was none."""


Uploaded = Annotated[Sent[ImportForm], Depends(Receiving(ImportForm, with_files=True))]


@dataclass(frozen=True)
class ImportPages:
    unit_of_work: UnitOfWork
    pages: Pages

    def router(self) -> APIRouter:
        routes = APIRouter(include_in_schema=False, prefix=f"{PREFIX}/import")
        routes.get("")(self.choose)
        routes.post("")(self.take)
        return routes

    async def choose(self, request: Request, me: Supervisor) -> Response:
        return await self._page(request, {})

    async def take(self, request: Request, me: Supervisor, form: Uploaded) -> Response:
        """Shows the preview of a chosen file; a form sent from the preview is imported."""
        act_id = form.act_id(request.url.path, me.sub)
        try:
            given = form.read()
            file = await asyncio.to_thread(read_file, given.file, given.written_as)
            if given.seen is not None:
                await import_entries(self.unit_of_work, file, given.seen, by=me.name, act_id=act_id)
                return act_result.redirect(PREFIX, "entries-imported")
            plan, seen = await plan_import(self.unit_of_work, file.rows)
        except Conflict as moved_on:
            plan, seen = await plan_import(self.unit_of_work, file.rows)
            return await self._page(request, form.fields, plan, seen, moved_on)
        except Invalid as refused:
            return await self._page(request, form.fields, refused=refused)
        return await self._page(request, form.fields, plan, seen)

    async def _page(
        self,
        request: Request,
        fields: Mapping[str, Any],
        plan: Plan | None = None,
        seen: int = 0,
        refused: LotseError | None = None,
    ) -> Response:
        return self.pages.render(
            request,
            "directory_import.html",
            refused=refused,
            at="file",
            fields=fields,
            plan=plan,
            seen=seen,
            most=SHOWN,
            form=entry_form,
            last=await self.unit_of_work(import_progress),
            at_once=AT_ONCE,
            labels=labels_de,
        )
