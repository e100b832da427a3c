import pytest

from shared.mailbox.automatic_mail import is_automatic

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
