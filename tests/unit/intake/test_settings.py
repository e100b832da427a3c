import pytest
from pydantic import ValidationError

from services.intake.settings import FaceSettings
from tests.harness.services.intake import TEAM_KEY, face_settings


def test_the_face_refuses_a_private_key() -> None:
    settings = face_settings("mongodb://store.test")
    with pytest.raises(ValidationError, match="must not be given the private key"):
        FaceSettings(**settings.model_dump(exclude={"private_key"}), private_key=TEAM_KEY.to_text())
