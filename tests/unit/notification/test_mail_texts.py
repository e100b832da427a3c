"""Nothing of the matter stands in any mail."""

from services.notification.mail_texts import to_partner, to_person


def test_a_persons_mail_names_nothing_but_the_follow_page() -> None:
    text = to_person("https://hilfe.example.org/rueckmeldung")
    assert text.body.count("https://") == 1
    for word in ("fall", "straf", "bedroh", "beratung", "anzeige", "lotse", "vermittlung"):
        assert word not in (text.subject + text.body).lower()


def test_a_mail_without_link_leads_nowhere() -> None:
    text = to_person("")
    assert "://" not in text.subject + text.body
    assert "Mit Ihrem Code können Sie sie lesen." in text.body


def test_a_partners_mail_carries_the_link() -> None:
    assert "https://partner.example.org/l/abc\n" in to_partner("https://partner.example.org/l/abc").body
