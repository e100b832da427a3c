"""Composes the public face's pages."""

from fastapi import APIRouter

from services.intake.handlers.dependencies import FaceDependencies
from services.intake.pages.face import addition as additions
from services.intake.pages.face import (
    agreed_word,
    begun_report,
    call_wish,
    code,
    data_wish,
    evidence,
    evidence_pieces,
    feedback,
    follow,
    home,
    knowledge,
    legal,
    letter,
    message,
    partner_wish,
    report,
    request_period,
    safe_contact,
)
from services.intake.pages.face import arrangement as appointments
from services.intake.pages.face.follow_cookie import FollowCookie
from services.intake.pages.face.sent_report import SentReport
from services.intake.settings import FaceSettings
from shared.web import Pages


def face_pages(dependencies: FaceDependencies, pages: Pages, settings: FaceSettings) -> list[APIRouter]:
    follow_key = settings.secret("follow_key")
    cookie = FollowCookie(dependencies.clock, dependencies.pepper, follow_key)
    earlier = SentReport(dependencies.clock, follow_key)
    point, operator = home.Point(settings.point_phone, settings.point_mail), settings.operator
    page = follow.FollowPage(dependencies, pages, cookie)
    reports = report.ReportPage(dependencies, pages, earlier)
    return [
        home.router(dependencies, pages, cookie, point, operator),
        request_period.router(pages, point, dependencies.clock),
        knowledge.router(pages, point, dependencies.clock),
        legal.router(pages, point, operator),
        legal.for_machines(settings.public_url, operator, dependencies.clock),
        begun_report.BegunReportPages(dependencies, pages, reports).router(),
        reports.router(),
        code.router(dependencies, pages, cookie, earlier),
        follow.router(page),
        safe_contact.router(page),
        appointments.router(page),
        additions.router(page),
        agreed_word.router(page),
        message.router(dependencies, pages, cookie),
        letter.router(page, point),
        evidence.router(page),
        evidence_pieces.router(page),
        data_wish.router(page),
        feedback.router(page),
        call_wish.router(page),
        partner_wish.router(page),
    ]
