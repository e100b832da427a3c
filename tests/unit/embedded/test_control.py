from infra.embedded.control import why_not_ready


def test_everything_is_ready() -> None:
    assert why_not_ready({"mongo": "ready", "referral": "ready"}, announced=True) is None


def test_those_that_are_not_ready_are_named() -> None:
    states = {"kafka": "down", "mongo": "ready", "referral": "not ready", "statistics": "stopped"}
    assert why_not_ready(states, announced=True) == "Not everything is ready: kafka, referral, statistics."


def test_the_first_that_are_ready_are_not_everything() -> None:
    assert why_not_ready({"mongo": "ready"}, announced=False) is not None
    assert why_not_ready({}, announced=False) is not None
