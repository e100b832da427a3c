"""No fail point without a case, no case without a fail point."""

from tests.faults import points
from tests.faults.field.deaths import CASES as IN_SERVICES
from tests.faults.test_deaths import CASES as IN_THE_BUS


def test_each_point_has_a_name_of_its_own() -> None:
    every = points.of_the_bus() + points.of_services()
    assert len(every) == len(set(every))


def test_each_point_of_the_bus_has_its_case() -> None:
    assert sorted(IN_THE_BUS) == points.of_the_bus()


def test_each_point_of_a_service_has_its_case() -> None:
    assert sorted(case.point for case in IN_SERVICES) == points.of_services()
