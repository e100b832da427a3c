"""No fail point without a case, no case without a fail point."""

from tests.faults.real_services import halted_processes, kill_at_fail_points
from tests.faults.test_kill_at_fail_points import CASES
from tests.harness.faults import fail_points
from tests.harness.real_services.fail_points_by_process import OF_SERVICES, PASSED_NOT


def test_each_point_has_a_name_of_its_own() -> None:
    every = fail_points.of_the_bus() + fail_points.of_services()
    assert len(every) == len(set(every))


def test_each_point_of_the_bus_has_its_case() -> None:
    assert sorted(CASES) == fail_points.of_the_bus()


def test_each_point_of_a_service_has_its_case() -> None:
    assert sorted(OF_SERVICES) == fail_points.of_services()


def test_each_point_that_is_treated_apart_is_there() -> None:
    apart = {*kill_at_fail_points.SPECIAL, *kill_at_fail_points.AT_THE_DESK, *halted_processes.PLACES}
    assert apart <= set(fail_points.of_the_bus())
    assert all(any(point.startswith(place) for point in fail_points.of_the_bus()) for _, place in PASSED_NOT)
