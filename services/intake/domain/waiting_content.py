"""Content that waits at the face as its person sees it: the thread as if the desk had taken it over already."""

from collections.abc import Iterable

from pydantic import BaseModel

from services.intake.domain import addition, consent
from services.intake.domain.addition import Addition
from services.intake.domain.arrangement import OpenedArrangement
from services.intake.domain.concern import Concern
from services.intake.domain.consent import Consent
from services.intake.domain.evidence import EvidenceBody, OpenedEvidence
from services.intake.domain.form_message import CallWish, DataWish, Feedback, FormMessage, Letter, PartnerWish
from services.intake.domain.ids import AdditionId, HandoverId, ThreadId
from services.intake.domain.request import (
    AdditionBody,
    ArrangementBody,
    DecisionBody,
    MessageBody,
    Request,
    WorkedBody,
    derived,
)
from services.intake.domain.safe_contact import SafeContact
from services.intake.domain.thread import Message
from services.intake.domain.thread_content import OpenedHandover, OpenedMessage, ThreadContent
from shared.contracts.vocabulary import ConsentHow, Reason
from shared.errors import Conflict, Invalid, NotFound


def begun_by(request: Request, concern: Concern | None) -> ThreadContent:
    """Returns a new thread that waits; `concern` is None if only the desk can open it."""
    if concern is None:
        return ThreadContent(begun=request.at)
    first = OpenedMessage(message=_message(request, 1), text=concern.text, waits=True)
    on_behalf = concern.reason is Reason.ON_BEHALF
    return ThreadContent(
        begun=request.at,
        messages=(first,),
        safe_contact=concern.safe_contact,
        talk=concern.talk,
        on_behalf=on_behalf,
    )


def with_waiting(content: ThreadContent, waiting: Iterable[tuple[Request, BaseModel]]) -> ThreadContent:
    """Applies the requests in their order, as the desk will; a request that it has taken meanwhile changes nothing."""
    for request, body in waiting:
        match request.kind, body:
            case "message", MessageBody(text=text):
                content = _with_message(content, request, text)
            case _, (Letter() | DataWish() | Feedback() | CallWish() | PartnerWish()) as form:
                content = _with_message(content, request, form.text, form)
            case "evidence", EvidenceBody():
                content = _with_evidence(content, request, body)
            case "decision", DecisionBody():
                content = _with_decision(content, request, body)
            case "addition", AdditionBody():
                content = _with_addition_decision(content, request, body)
            case "worked", WorkedBody():
                content = _with_worked(content, body)
            case "arrangement", ArrangementBody():
                content = _with_arrangement_answer(content, request, body)
            case "safe_contact", SafeContact():
                content = content.model_copy(update={"safe_contact": body, "way_stated_at": None})
            case "no_safe_contact", _:
                content = content.model_copy(update={"safe_contact": None, "way_stated_at": None})
            case "agreed_word", _:
                content = content.model_copy(update={"word_agreed": True})
    return content


def _with_message(
    content: ThreadContent, request: Request, text: str, form: FormMessage | None = None
) -> ThreadContent:
    message = _message(request, len(content.messages) + 1)
    if any(each.message.id == message.id for each in content.messages):
        return content
    waiting = OpenedMessage(message=message, text=text, waits=True, form=form)
    return content.model_copy(update={"messages": (*content.messages, waiting)})


def _with_evidence(content: ThreadContent, request: Request, body: EvidenceBody) -> ThreadContent:
    piece_id = evidence_id_of(request)
    if any(each.id == piece_id for each in content.evidence):
        return content
    piece = OpenedEvidence(id=piece_id, number=len(content.evidence) + 1, manifest=body.manifest(), waits=True)
    return content.model_copy(update={"evidence": (*content.evidence, piece)})


def _with_decision(content: ThreadContent, request: Request, body: DecisionBody) -> ThreadContent:
    try:
        decided = decide(content, body.handover_id, body.choice, request)
    except (Conflict, Invalid, NotFound):
        return content
    if decided is None:
        return content
    consents = (*content.consents, decided)
    handovers = tuple(
        each.model_copy(update={"standing": consent.standing(each.handover, consents)}) for each in content.handovers
    )
    return content.model_copy(update={"consents": consents, "handovers": handovers})


def _with_addition_decision(content: ThreadContent, request: Request, body: AdditionBody) -> ThreadContent:
    try:
        decided = decide_addition(content, body.addition_id, body.choice, request)
    except (Conflict, Invalid, NotFound):
        return content
    if decided is None:
        return content
    additions = tuple(
        each.model_copy(update={"addition": decided}) if each.addition.id == decided.id else each
        for each in content.additions
    )
    return content.model_copy(update={"additions": additions})


def _with_worked(content: ThreadContent, body: WorkedBody) -> ThreadContent:
    def as_told(each: OpenedHandover) -> OpenedHandover:
        if each.handover.id != body.handover_id or each.handover.named_at is None:
            return each
        return each.model_copy(update={"handover": each.handover.model_copy(update={"worked": body.worked})})

    return content.model_copy(update={"handovers": tuple(map(as_told, content.handovers))})


def _with_arrangement_answer(content: ThreadContent, request: Request, body: ArrangementBody) -> ThreadContent:
    def as_told(each: OpenedArrangement) -> OpenedArrangement:
        if (each.handover_id, each.content.round) != (body.handover_id, body.answer.round):
            return each
        return each.model_copy(update={"answer": body.answer, "answered_at": request.at, "waits": True})

    return content.model_copy(update={"arrangements": tuple(map(as_told, content.arrangements))})


def decide(
    content: ThreadContent, handover_id: HandoverId, choice: consent.Choice, request: Request | None = None
) -> Consent | None:
    """Decides like `consent.decide`, by what the person sees. Raises NotFound for a hand-over of another thread."""
    decided = consent.decide(
        content.asked(handover_id).handover,
        content.consents,
        choice,
        consent_id=request.id if request else "",
        how=ConsentHow.PAGE,
        at=request.at if request else content.begun,
        others=[each.handover for each in content.handovers],
    )
    return decided.state if decided else None


def decide_addition(
    content: ThreadContent, addition_id: AdditionId, choice: consent.Choice, request: Request | None = None
) -> Addition | None:
    """Decides like `addition.decide`, by what the person sees. Raises NotFound for an addition of another thread."""
    asked = content.addition(addition_id).addition
    decided = addition.decide(
        asked,
        choice,
        how=ConsentHow.PAGE,
        at=request.at if request else content.begun,
        may_be_added=addition.may_be_added_to(content.asked(asked.handover_id).handover, content.consents),
    )
    return decided.state if decided else None


def _message(request: Request, number: int) -> Message:
    message_id = message_id_of(request)
    return Message(id=message_id, thread=ThreadId(""), number=number, by="person", at=request.at, sealed={})


def message_id_of(request: Request) -> str:
    return derived(request.id, request.sealed["kid"], "message")


def evidence_id_of(request: Request) -> str:
    return derived(request.id, request.sealed["kid"], "evidence")
