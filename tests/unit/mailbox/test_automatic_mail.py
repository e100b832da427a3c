import pytest

from shared.mailbox.automatic_mail import answerable, is_automatic, is_written_by_machine

OWN = "anlaufstelle@example.org"


@pytest.mark.parametrize(
    "headers",
    [
        {"auto-submitted": "auto-replied"},
        {"auto-submitted": "auto-generated; type=x"},
        {"precedence": "Bulk"},
        {"precedence": "junk"},
        {"precedence": "list"},
        {"list-id": "<a.example>"},
        {"return-path": "<>"},
        {"content-type": "multipart/report; report-type=delivery-status"},
        {"from": "No Reply <noreply@shop.example>"},
        {"from": "MAILER-DAEMON@mail.example"},
        {"from": f"Wir <{OWN.upper()}>"},
    ],
)
def test_what_a_machine_sent_is_recognised(headers: dict[str, str]) -> None:
    assert is_automatic({"from": "person@example.org", **headers}, OWN)


@pytest.mark.parametrize(
    "headers", [{}, {"auto-submitted": "no"}, {"precedence": "normal"}, {"from": "Nora Eply <nora.eply@example.org>"}]
)
def test_what_a_person_sent_is_answered(headers: dict[str, str]) -> None:
    assert not is_automatic({"from": "person@example.org", **headers}, OWN)


@pytest.mark.parametrize(
    ("headers", "by_machine"),
    [
        ({"auto-submitted": "auto-replied"}, True),
        ({"return-path": " <> "}, True),
        ({"content-type": "multipart/report; report-type=disposition-notification"}, True),
        ({}, False),
        ({"auto-submitted": "No"}, False),
        ({"precedence": "bulk", "list-id": "<tickets.example>", "list-unsubscribe": "<https://a.example>"}, False),
        ({"from": "Leitung <noreply@tickets.example>"}, False),
    ],
)
def test_only_what_says_so_of_itself_was_written_by_a_machine(headers: dict[str, str], by_machine: bool) -> None:
    assert is_written_by_machine({"from": "person@example.org", **headers}) is by_machine


@pytest.mark.parametrize(
    ("headers", "to"),
    [
        ({}, "person@example.com"),
        ({"return-path": "<bote@example.com>"}, "bote@example.com"),
        ({"from": "Person <PERSON@Example.COM>"}, "PERSON@example.com"),
        ({"auto-submitted": "no", "x-auto-response-suppress": "DR, RN"}, "person@example.com"),
        ({"from": "Wurzel <roots@example.com>"}, "roots@example.com"),
    ],
)
def test_an_automatic_answer_goes_where_the_mail_says_that_it_came_from(headers: dict[str, str], to: str) -> None:
    assert answerable({"from": "person@example.com", **headers}, OWN) == to


@pytest.mark.parametrize(
    "headers",
    [
        {"auto-submitted": "auto-generated"},
        {"precedence": "list"},
        {"list-unsubscribe": "<https://shop.example>"},
        {"return-path": "<>"},
        {"return-path": "<MAILER-DAEMON@example.com>"},
        {"return-path": f"<{OWN}>"},
        {"from": OWN.upper()},
        {"from": "owner-runde@example.com"},
        {"from": "runde-request@example.com"},
        {"return-path": "<runde-bounces@example.com>"},
        {"from": "root@example.com"},
        {"x-auto-response-suppress": "DR, OOF"},
        {"x-spam-flag": "YES"},
        {"from": ""},
        {"from": "kein Absender"},
        {"from": "person@localhost"},
    ],
)
def test_no_automatic_answer_goes_to_a_machine_a_list_or_nowhere(headers: dict[str, str]) -> None:
    assert answerable({"from": "person@example.com", **headers}, OWN) == ""
