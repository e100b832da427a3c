import pytest
from pydantic import ValidationError

from shared.production import DEMO, demo_partners, refusals, weak
from shared.sealing.folder import random_secret
from shared.settings import Settings

STRONG = random_secret()


def settings(**changed: object) -> Settings:
    given = {"issuer": "https://anmeldung.lotse.example.org/realms/lotse", "second_factor": "acr=2"}
    given |= {"cookie_key": STRONG, "private_key": STRONG}
    doors = dict.fromkeys(("store", "public_url", "staff_url", "partner_url"), "-")
    return Settings.model_validate(doors | given | changed)


def test_real_parts_are_not_refused() -> None:
    assert refusals(settings()) == []
    assert refusals(settings(issuer=None)) == []


@pytest.mark.parametrize(
    ("issuer", "because"),
    [
        ("http://127.0.0.1:8083", "on this machine"),
        ("https://localhost/realms/lotse", "on this machine"),
        ("https://[::1]:8443", "on this machine"),
        ("http://anmeldung.example.org", "without TLS"),
        ("https://demo.example.org/realms/lotse", "marked as a demo"),
        ("https://anmeldung.example.org/realms/Demo", "marked as a demo"),
    ],
)
def test_a_demo_identity_is_refused_with_one_sentence(issuer: str, because: str) -> None:
    (sentence,) = refusals(settings(issuer=issuer))
    assert because in sentence


def test_a_sign_in_with_one_factor_is_refused() -> None:
    (sentence,) = refusals(settings(second_factor=None))
    assert "LOTSE_SECOND_FACTOR" in sentence


@pytest.mark.parametrize("text", ["2", "acr", "acr=", "amr = otp", "loa=2", "acr=2  3"])
def test_a_second_factor_that_nobody_could_show_is_no_setting(text: str) -> None:
    with pytest.raises(ValidationError):
        settings(second_factor=text)


def test_a_broker_that_forgets_is_refused_with_one_sentence() -> None:
    (sentence,) = refusals(settings(broker="noida"))
    assert "LOTSE_BROKER" in sentence


def test_a_name_that_only_contains_the_word_is_no_demo() -> None:
    assert refusals(settings(issuer="https://demokratie.example.org")) == []


@pytest.mark.parametrize(
    ("secret", "because"),
    [
        ("", "too short"),
        ("kurz", "too short"),
        pytest.param(f"{STRONG}\nkurz", "too short", id="one of two too short"),
        ("a" * 43, "not random"),
        ("changeme-changeme-changeme-changeme", "not random"),
        ("a-pepper-for-tests-that-is-long-enough", "not random"),
        ("password-of-the-service-intake-2026", "not random"),
        pytest.param(f"{STRONG}\n{'0' * 64}", "not random", id="one of two not random"),
    ],
)
def test_a_weak_secret_is_named_and_not_shown(secret: str, because: str) -> None:
    (sentence,) = refusals(settings(cookie_key=secret))
    assert because in sentence
    assert "cookie_key" in sentence
    assert not secret or secret not in sentence


def test_made_secrets_are_never_weak() -> None:
    assert not [sentence for _ in range(1000) for sentence in weak("pepper", [random_secret()])]


def test_a_demo_directory_is_refused() -> None:
    assert demo_partners(["Beratung Nord", None]) == []
    assert demo_partners(["Beratung Nord", f"Opferhilfe {DEMO}"]) == [
        "The directory holds 1 demo partners: production needs real ones."
    ]
