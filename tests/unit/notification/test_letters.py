"""A letter is opened as whoever gets it would: its text, its tags, its language, and nothing that says who made it."""

import re
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from services.notification.domain.letter import Letter
from services.notification.letter_rendering import Unprintable, as_pdf, as_text
from services.notification.letter_texts import ABOUT, INFORMATION, Information, LetterKind, complaint
from services.notification.pages.letter_forms import FORMS, ComplaintForm, InformationRequestForm, LetterForm
from services.notification.sample_letters import WRITER, sample_letters
from shared.contracts.vocabulary import NoticeKind
from shared.web.forms import InvalidForm, Sent

TODAY = date(2026, 3, 9)
LETTERS = sample_letters()
WRITTEN = {
    "name": "Petra Muster",
    "postal_address": "Weg 1",
    "authority": "Staatsanwaltschaft",
    "town": "Ort",
    "decided_on": "2026-03-02",
    "notified_on": "2026-03-05",
}


def words(text: str) -> list[str]:
    return text.replace("\xa0", " ").replace("•", " ").replace("-", " ").split()


def root_of(opened: PdfReader) -> Any:
    return opened.trailer["/Root"]


def tags(node: Any) -> Iterator[str]:
    """The kinds of the structure tree, in reading order."""
    found = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(found, list):
        for each in found:
            yield from tags(each)
    elif isinstance(found, dict):
        if "/S" in found:
            yield str(found["/S"])
        yield from tags(found.get("/K", []))


@pytest.mark.parametrize("kind", LetterKind)
def test_a_letter_is_an_accessible_pdf(kind: LetterKind) -> None:
    opened = PdfReader(BytesIO(as_pdf(LETTERS[kind])))
    root = root_of(opened)
    assert root["/Lang"] == "de-DE"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_object().get_data()
    read = list(tags(root["/StructTreeRoot"]))
    assert read.count("/H1") == 1
    assert "/P" in read
    assert ("/L" in read) == bool(LETTERS[kind].asks)


@pytest.mark.parametrize("kind", LetterKind)
def test_the_pdf_says_what_the_text_says(kind: LetterKind) -> None:
    letter = LETTERS[kind]
    opened = PdfReader(BytesIO(as_pdf(letter)))
    shown = words(" ".join(page.extract_text() for page in opened.pages))
    assert shown == words(as_text(letter))
    for part in (WRITER.name, WRITER.reference, ABOUT[kind].subject):
        assert part
        assert part in as_text(letter)


@pytest.mark.parametrize("kind", LetterKind)
def test_nothing_in_the_file_says_who_made_it_when_and_for_whom(kind: LetterKind) -> None:
    file = as_pdf(LETTERS[kind])
    opened = PdfReader(BytesIO(file))
    about = opened.metadata
    assert about is not None
    assert {str(name): value for name, value in about.items() if name != "/Creator"} == {"/Title": ABOUT[kind].subject}
    assert re.fullmatch(r"Typst [\d.]+", str(about["/Creator"]))
    xmp = root_of(opened)["/Metadata"].get_object().get_data().decode()
    for trace in ("Date", "Muster", "Js 345", "Anlaufstelle", "creator>"):
        assert trace not in xmp
    assert as_pdf(LETTERS[kind]) == file


@given(st.text(st.characters(max_codepoint=0x17F, exclude_categories=["Cc"]), min_size=1, max_size=60))
@settings(max_examples=40, deadline=None)
def test_what_is_typed_is_never_read_as_markup(typed: str) -> None:
    own = f"#panic() *{typed}* $x$ @y <z> //"
    letter = complaint(WRITER, TODAY, TODAY, own)
    (page,) = PdfReader(BytesIO(as_pdf(letter))).pages
    assert "#panic()" in page.extract_text()


def test_what_no_font_has_is_refused_and_goes_as_text() -> None:
    letter = complaint(WRITER, TODAY, TODAY, "日本")
    with pytest.raises(Unprintable):
        as_pdf(letter)
    assert "日本" in as_text(letter)


def test_an_information_request_asks_for_what_was_ticked_and_for_nothing_else() -> None:
    letter = form(InformationRequestForm, asks=["trial"])
    assert letter.asks == (INFORMATION[Information.TRIAL],)
    assert INFORMATION[Information.OUTCOME] not in as_text(letter)
    assert "Aktenzeichen" not in as_text(letter)


def test_a_complaint_without_reasons_says_that_they_follow() -> None:
    assert "Eine Begründung reiche ich nach." in as_text(form(ComplaintForm))
    assert "vom 2. März 2026" in as_text(form(ComplaintForm))


@pytest.mark.parametrize(
    ("model", "changed", "field"),
    [
        (InformationRequestForm, {"asks": []}, "asks"),
        (InformationRequestForm, {"asks": ["detention"]}, "interest"),
        (InformationRequestForm, {"asks": ["everything"]}, "asks"),
        (ComplaintForm, {"decided_on": "2026-03-06"}, "notified_on"),
        (ComplaintForm, {"notified_on": "2026-03-10"}, "notified_on"),
        (ComplaintForm, {"name": "Petra\u202eMuster"}, "name"),
        (ComplaintForm, {"authority": " "}, "authority"),
    ],
)
def test_what_makes_no_letter_is_said_at_its_field(model: Any, changed: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidForm) as refused:
        form(model, **changed)
    assert field in refused.value.sentences


def test_a_line_stays_one_line() -> None:
    assert form(ComplaintForm, name="Petra\r\nBcc: x").sender[0] == "Petra Bcc: x"


@pytest.mark.parametrize("kind", LetterKind)
def test_the_day_of_sending_is_a_date_that_a_clock_knows_or_none_hangs_on_it(kind: LetterKind) -> None:
    clocks = (NoticeKind.INFORMATION_REQUESTED, NoticeKind.COMPLAINT_FILED, NoticeKind.REGISTER_BLOCK_ENTERED)
    assert ABOUT[kind].enters in (None, *clocks)


def test_every_letter_has_its_form_and_its_norm() -> None:
    assert FORMS.keys() == ABOUT.keys() == set(LetterKind)
    without = {kind for kind, about in ABOUT.items() if "§" not in about.subject}
    assert without == {LetterKind.EVIDENCE}


def test_a_witness_agrees_to_the_block_only_where_it_was_ticked() -> None:
    assert "Ich stimme zu" not in as_text(filled("other-address", fear="x"))
    assert "Ich stimme zu" in as_text(filled("other-address", fear="x", agrees=["block"]))


def test_a_block_names_activity_and_others_only_where_they_were_given() -> None:
    bare = as_text(filled("register-block", born="3. Mai 1970", danger="Drohung."))
    assert "Meine Tätigkeit" not in bare
    assert "auch für" not in bare
    assert "geboren am 3. Mai 1970" in bare


def test_each_line_is_one_piece_of_evidence() -> None:
    letter = filled("evidence", pieces="Foto  vom 1. März\r\n\n Brief \n")
    assert letter.asks == ("Foto vom 1. März", "Brief")


@pytest.mark.parametrize(
    ("kind", "given", "field"),
    [
        ("confirmation", {"reported_on": "2026-03-10"}, "reported_on"),
        ("confirmation", {}, "reported_on"),
        ("other-address", {}, "fear"),
        ("other-address", {"fear": "x", "agrees": ["everything"]}, "agrees"),
        ("register-block", {"danger": "x"}, "born"),
        ("register-block", {"born": "3. Mai 1970"}, "danger"),
        ("superior", {"official": "A", "deed": "x", "known_on": "2026-03-10"}, "known_on"),
        ("superior", {"official": "A\u202eB", "deed": "x", "known_on": "2026-03-01"}, "official"),
        ("evidence", {"pieces": " \n"}, "pieces"),
    ],
)
def test_what_makes_no_other_letter_is_said_at_its_field(kind: str, given: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidForm) as refused:
        filled(kind, **given)
    assert field in refused.value.sentences


def filled(kind: str, **given: Any) -> Letter:
    model: type[LetterForm] = FORMS[LetterKind(kind)]
    common = {name: value for name, value in WRITTEN.items() if not name.endswith("_on")}
    return Sent(model, common | given).read().letter(TODAY)


def form(model: type[InformationRequestForm | ComplaintForm], **changed: Any) -> Letter:
    days = ("decided_on", "notified_on")
    fields = {name: value for name, value in WRITTEN.items() if model is ComplaintForm or name not in days}
    filled = fields | ({"asks": ["trial"]} if model is InformationRequestForm else {}) | changed
    return Sent(model, filled).read().letter(TODAY)
