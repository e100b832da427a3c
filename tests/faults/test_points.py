"""No fail point without a case, no case without a fail point."""

from tests.faults import points
from tests.faults.field import deaths, zombies
from tests.faults.field.points import OF_SERVICES, OF_THE_FACE, PASSED_NOT
from tests.faults.test_deaths import CASES


def test_each_point_has_a_name_of_its_own() -> None:
    every = points.of_the_bus() + points.of_services()
    assert len(every) == len(set(every))


def test_each_point_of_the_bus_has_its_case() -> None:
    assert sorted(CASES) == points.of_the_bus()


def test_each_point_of_a_service_has_its_case() -> None:
    assert sorted(OF_SERVICES) == points.of_services()


def test_each_point_that_is_treated_apart_is_there() -> None:
    apart = {*deaths.SPECIAL, *deaths.AT_THE_DESK, *zombies.PLACES, *OF_THE_FACE}
    assert apart <= set(points.of_the_bus())
    assert all(any(point.startswith(place) for point in points.of_the_bus()) for _, place in PASSED_NOT)
