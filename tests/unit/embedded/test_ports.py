import socket
from collections.abc import Iterator

import pytest

from infra.embedded.ports import DEFAULT_BASE, HOST, choose_doors, free_ports, is_free
from infra.embedded.trouble import Trouble


@pytest.fixture
def taken() -> Iterator[int]:
    (port,) = free_ports(1)
    with socket.create_server((HOST, port)):
        yield port


def test_a_port_that_was_asked_for_and_is_taken_is_refused_in_one_sentence(taken: int) -> None:
    with pytest.raises(Trouble, match=rf"^Port {taken} is taken: [^\n]+$"):
        choose_doors(str(taken))


def test_each_of_the_four_ports_counts(taken: int) -> None:
    with pytest.raises(Trouble, match=str(taken)):
        choose_doors(str(taken - 3))


@pytest.mark.parametrize("asked", ["eighty", "80", "70000", "-1", "8080 "])
def test_what_is_no_port_is_refused(asked: str) -> None:
    with pytest.raises(Trouble, match="LOTSE_PORT"):
        choose_doors(asked)


def test_the_default_moves_on_when_it_is_taken() -> None:
    first = choose_doors(None)
    with socket.create_server((HOST, first.partner)):
        assert choose_doors(None).public > first.public >= DEFAULT_BASE


def test_free_ports_are_free_and_different() -> None:
    ports = free_ports(20)
    assert len(set(ports)) == 20
    assert all(map(is_free, ports))
