"""The counsellors' pages of notices: those of one case, with a second try of what failed, and those of all cases."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response

from services.notification import notice_texts
from services.notification.domain.delivery import Delivery
from services.notification.handlers.list_notices import list_notices
from services.notification.handlers.retry_notice import retry_notice
from services.notification.handlers.show_notices import MOST, Notices, show_notices
from services.notification.notice_texts import BADGES, OCCASIONS, standing
from services.notification.pages.deadlines import Counsellor
from shared.audit import Audit
from shared.bus import UnitOfWork
from shared.errors import Conflict
from shared.web import Pages, Staff, act_result
from shared.web.forms import Act, Receiving, Sent

DONE: Final = {"retried": "Die Benachrichtigung wird noch einmal versandt, sobald die Regeln es erlauben."}
"""The words that a page says after an act, by the word in its address."""
TO_PERSON: Final = "An die betroffene Person"
UNLISTED: Final = "An eine Stelle, deren Name hier nicht steht"


class RetryForm(Act):
    pass


@dataclass(frozen=True)
class NoticePages:
    unit_of_work: UnitOfWork
    pages: Pages
    audit: Audit

    def router(self) -> APIRouter:
        routes = APIRouter(include_in_schema=False, prefix="/notification")
        routes.get("/notices")(self.of_all_cases)
        routes.get("/cases/{case_id}/notices")(self.of_case)
        routes.post("/cases/{case_id}/notices/{notice_id}")(self.retry)
        return routes

    async def of_all_cases(self, request: Request, me: Counsellor) -> HTMLResponse:
        found = await list_notices(self.unit_of_work, me)
        most = MOST if len(found.notices) == MOST else None
        groups = _by_recipient(found)
        return self.pages.render(request, "notices_of_all_cases.html", groups=groups, numbers=found.numbers, most=most)

    async def of_case(self, request: Request, case_id: UUID, me: Counsellor) -> HTMLResponse:
        return await self._page(request, me, str(case_id))

    async def retry(
        self,
        request: Request,
        case_id: UUID,
        notice_id: UUID,
        me: Counsellor,
        form: Annotated[Sent[RetryForm], Depends(Receiving(RetryForm))],
    ) -> Response:
        act_id, case = form.act_id(request.url.path, me.sub), str(case_id)
        form.read()
        try:
            await self.unit_of_work(lambda tx: retry_notice(tx, me, case, str(notice_id), act_id=act_id))
        except Conflict as error:
            return await self._page(request, me, case, error)
        return act_result.redirect(f"/notification/cases/{case}/notices", "retried")

    async def _page(self, request: Request, me: Staff, case_id: str, refused: Conflict | None = None) -> HTMLResponse:
        found = await show_notices(self.unit_of_work, self.audit, me, case_id)
        return self.pages.render(
            request,
            "notices.html",
            refused=refused,
            case_id=case_id,
            for_prevention=found.for_prevention,
            groups=_by_recipient(found),
        )


def _by_recipient(found: Notices) -> list[tuple[str, list[dict[str, object]]]]:
    """Groups the notices: the person first, then partners by name; within, in the order of `found`."""
    ranked = sorted(found.notices, key=lambda each: _recipient(each, found.partners))
    groups = groupby(ranked, lambda each: _recipient(each, found.partners))
    return [(name, [_shown(each) for each in notices]) for (_, name), notices in groups]


def _recipient(notice: Delivery, partners: Mapping[str, str]) -> tuple[int, str]:
    if notice.audience == "person":
        return 0, TO_PERSON
    name = partners.get(notice.partner_id or "")
    return (2, UNLISTED) if name is None else (1, f"An {name}")


def _shown(notice: Delivery) -> dict[str, object]:
    words, colour = BADGES[standing(notice)]
    return {
        "id": notice.id,
        "case_id": notice.case_id,
        "title": ", ".join(filter(None, (OCCASIONS[notice.rule], notice_texts.BY[notice.way]))),
        "words": words,
        "colour": colour,
        "sentence": notice_texts.sentence(notice),
        "when": notice_texts.when(notice),
        "may_be_retried": notice.state == "failed",
    }
