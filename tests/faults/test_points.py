"""No fail point without a case, no case without a fail point."""

from tests.faults import points
from tests.faults.field.points import OF_SERVICES
from tests.faults.test_deaths import CASES


def test_each_point_has_a_name_of_its_own() -> None:
    every = points.of_the_bus() + points.of_services()
    assert len(every) == len(set(every))


def test_each_point_of_the_bus_has_its_case() -> None:
    assert sorted(CASES) == points.of_the_bus()


def test_each_point_of_a_service_has_its_case() -> None:
    assert sorted(OF_SERVICES) == points.of_services()
