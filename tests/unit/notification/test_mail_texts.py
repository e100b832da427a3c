"""Nothing of the matter stands in any mail."""

from typing import get_args

import pytest

from services.notification.domain.delivery import Rule
from services.notification.domain.plain_language import named
from services.notification.mail_texts import TEXTS, to_person

LINK = "https://partner.example.org/l/abc"


def test_a_persons_mail_names_nothing_but_the_follow_page() -> None:
    text = to_person("https://hilfe.example.org/rueckmeldung")
    assert text.body.count("https://") == 1
    assert named(f"{text.subject}\n{text.body}") == []


@pytest.mark.parametrize("rule", get_args(Rule))
def test_every_mail_leads_to_one_place_and_says_nothing_of_the_matter(rule: Rule) -> None:
    text = TEXTS[rule](LINK)
    assert f"\n{LINK}\n" in text.body
    assert text.body.count("https://") == 1
    assert all(len(line) <= 100 for line in text.body.splitlines())
    assert named(f"{text.subject}\n{text.body}") == []
    assert "person" not in (text.subject + text.body).lower()


def test_a_mail_without_link_leads_nowhere() -> None:
    text = to_person("")
    assert "://" not in text.subject + text.body
    assert "Mit Ihrem Code können Sie sie lesen." in text.body
