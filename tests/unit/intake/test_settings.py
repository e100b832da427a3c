import pytest
from pydantic import ValidationError

from services.intake.settings import FaceSettings, Operator
from tests.harness.services.intake import TEAM_KEY, face_settings


def test_the_face_refuses_a_private_key() -> None:
    settings = face_settings("mongodb://store.test")
    with pytest.raises(ValidationError, match="must not be given the private key"):
        FaceSettings(**settings.model_dump(exclude={"private_key"}), private_key=TEAM_KEY.to_text())


INVENTED = [
    {"point_phone": "030 23125 100"},
    {"point_phone": "03023125100"},
    {"point_mail": "anlaufstelle@example.org"},
]


@pytest.mark.parametrize("point", INVENTED)
def test_in_production_no_number_and_no_address_of_nobody_is_shown(point: dict[str, str]) -> None:
    given = face_settings("mongodb://store.test").model_dump(exclude={"profile"}) | point
    assert FaceSettings(**given, profile="demo").profile == "demo"
    with pytest.raises(ValidationError, match="must be real"):
        FaceSettings(**given, profile="production")


def test_in_production_somebody_answers_for_the_contact_point() -> None:
    given = face_settings("mongodb://store.test").model_dump(exclude={"profile", "operator"})
    assert FaceSettings(**given, profile="demo").operator is None
    with pytest.raises(ValidationError, match="who answers for the contact point"):
        FaceSettings(**given, profile="production")


@pytest.mark.parametrize("field", ["name", "address", "represented_by", "mail", "privacy_officer", "authority"])
def test_what_the_law_wants_to_be_said_cannot_be_empty(field: str) -> None:
    told = dict.fromkeys(("name", "address", "represented_by", "mail", "privacy_officer", "authority"), "da")
    assert Operator(**told).arbitration.startswith("Schlichtungsstelle")
    with pytest.raises(ValidationError):
        Operator(**told | {field: ""})


def test_nothing_configured_is_nothing_shown() -> None:
    settings = face_settings("mongodb://store.test")
    assert (settings.point_phone, settings.point_mail) == (None, None)
    with pytest.raises(ValidationError):
        FaceSettings(**settings.model_dump(exclude={"point_phone"}), point_phone="ruf mich an")
