import pytest

from shared.mailbox.automatic_mail import is_automatic, is_written_by_machine

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
