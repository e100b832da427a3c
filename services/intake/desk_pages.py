"""Composes the desk's pages."""

from fastapi import APIRouter

from services.intake.cleaned_picture import Cleaner
from services.intake.handlers.dependencies import DeskDependencies
from services.intake.pages.desk import (
    addition,
    answer,
    arrangement,
    away,
    caller_check,
    case,
    contact,
    correction,
    decision,
    draft,
    emergency,
    erase,
    file,
    give,
    handover,
    hold,
    incident,
    inspections,
    join,
    link,
    mail,
    new_code,
    note,
    own_data,
    phone,
    prevention,
    queue,
    quotes,
    readers,
    reason,
    related,
    search,
    second_yes,
    talk,
    tasks,
    team,
)
from services.intake.pages.desk.evidence import router as evidence_files
from services.intake.pages.desk.safe_contact import StatedPage
from services.intake.pages.desk.safe_contact import router as stated_ways
from shared.web import Pages
from shared.web.staff_cookie import IssuedStaffCookie


def desk_pages(dependencies: DeskDependencies, pages: Pages, cookie: IssuedStaffCookie) -> list[APIRouter]:
    page = file.FilePage(dependencies, pages)
    lost_code = new_code.NewCodePage(dependencies, pages)
    return [
        queue.QueuePages(dependencies, pages).router(),
        tasks.router(dependencies, pages),
        tasks.entry_tasks(dependencies),
        search.SearchPage(dependencies, pages).router(),
        tasks.call_backs(page),
        draft.DraftPages(dependencies, pages).router(),
        phone.CallPage(dependencies, pages).router(),
        file.router(page),
        mail.router(dependencies),
        evidence_files(dependencies, pages, Cleaner()),
        contact.router(page),
        answer.router(page),
        case.router(page),
        erase.router(erase.ErasurePage(dependencies, pages)),
        hold.router(hold.HoldPage(dependencies, pages)),
        *of_a_case(dependencies, pages, page),
        reason.router(dependencies, pages, cookie),
        inspections.router(dependencies, pages),
        readers.router(dependencies, pages),
        quotes.router(page),
        emergency.router(dependencies, pages),
        note.router(dependencies, pages),
        incident.IncidentPage(dependencies, pages).router(),
        stated_ways(StatedPage(dependencies, pages)),
        talk.router(talk.TalkPage(dependencies, pages)),
        prevention.router(prevention.PreventionPage(dependencies, pages)),
        new_code.router(lost_code),
        caller_check.router(lost_code),
        related.router(related.RelatedPage(dependencies, pages)),
        second_yes.router(second_yes.SecondYesPage(dependencies, pages)),
        give.router(give.GivePage(dependencies, pages)),
        team.router(dependencies, pages),
        away.AwayPages(dependencies, pages).router(),
    ]


def of_a_case(dependencies: DeskDependencies, pages: Pages, page: file.FilePage) -> list[APIRouter]:
    """Returns the routes of a case: own data, hand-overs and additions, and arrangements of partners."""
    return [
        own_data.router(own_data.OwnDataPage(dependencies, pages)),
        link.router(page),
        join.router(page),
        handover.router(page),
        decision.router(page),
        addition.AdditionPage(page).router(),
        addition.decisions(page),
        arrangement.router(page),
        correction.router(page),
    ]
