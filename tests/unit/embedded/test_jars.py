import hashlib
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from infra.embedded import kafka
from infra.embedded.jars import Pin, fetch, read_pins
from infra.embedded.ports import HOST, free_ports
from infra.embedded.trouble import Trouble

CONTENT = b"bytes of a jar"
PIN = Pin("org.example", "thing", "1.0", hashlib.sha256(CONTENT).hexdigest())


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None: ...


@pytest.fixture
def repository(tmp_path: Path) -> Iterator[str]:
    jar = tmp_path / "repository" / "org" / "example" / "thing" / "1.0" / PIN.file_name
    jar.parent.mkdir(parents=True)
    jar.write_bytes(CONTENT)
    with ThreadingHTTPServer((HOST, 0), partial(Quiet, directory=str(tmp_path / "repository"))) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://{HOST}:{server.server_port}"
        server.shutdown()
        thread.join()


def test_a_pinned_jar_is_fetched_once_and_told(repository: str, tmp_path: Path) -> None:
    said: list[str] = []
    for _ in range(2):
        (jar,) = fetch([PIN], tmp_path / "jars", said.append, repository)
    assert jar.read_bytes() == CONTENT
    assert said == ["fetched thing-1.0.jar (1 of 1)"]


def test_another_file_than_the_pinned_one_never_gets_into_the_cache(repository: str, tmp_path: Path) -> None:
    other = Pin(PIN.group, PIN.artifact, PIN.version, hashlib.sha256(b"other").hexdigest())
    with pytest.raises(Trouble, match=r"^thing-1\.0\.jar is not the file that was pinned [^\n]+$"):
        fetch([other], tmp_path / "jars", print, repository)
    assert not list((tmp_path / "jars").iterdir())


def test_a_jar_that_changed_in_the_cache_is_refused_and_removed(repository: str, tmp_path: Path) -> None:
    (jar,) = fetch([PIN], tmp_path / "jars", print, repository)
    jar.write_bytes(b"changed")
    with pytest.raises(Trouble, match="another SHA-256"):
        fetch([PIN], tmp_path / "jars", print, repository)
    assert fetch([PIN], tmp_path / "jars", print, repository) == [jar]


def test_a_broken_download_is_one_sentence(tmp_path: Path) -> None:
    (nobody,) = free_ports(1)
    with pytest.raises(Trouble, match=r"^The download of thing-1\.0\.jar failed [^\n]+$"):
        fetch([PIN], tmp_path / "jars", print, f"http://{HOST}:{nobody}")
    assert not list((tmp_path / "jars").iterdir())


def test_kafka_is_pinned_completely() -> None:
    pins = read_pins(kafka.HERE / "kafka-jars.txt")
    assert any((pin.artifact, pin.version) == ("kafka_2.13", "4.3.1") for pin in pins)
    assert len({pin.file_name for pin in pins}) == len(pins)
    assert all(len(pin.sha256) == 64 for pin in pins)
