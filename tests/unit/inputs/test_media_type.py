import pytest

from shared.media_type import essence


@pytest.mark.parametrize(
    "written", ["application/json", "Application/JSON", "application/json;charset=utf-8", " APPLICATION/json ; q=1"]
)
def test_media_types_are_compared_without_parameters_and_case(written: str) -> None:
    assert essence(written) == "application/json"
