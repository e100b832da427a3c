from pathlib import Path

import pytest

from infra.embedded.broker import KAFKA, NOIDA, chosen
from infra.embedded.folders import HOLDS_DATA, Folders
from infra.embedded.trouble import Trouble


def test_each_is_found_by_its_name_in_a_new_folder_and_in_its_own(tmp_path: Path) -> None:
    for broker in (KAFKA, NOIDA):
        folders = Folders(tmp_path / broker.name)
        assert chosen(broker.name, folders) is broker
        (folders.data / broker.name).mkdir(parents=True)
        assert chosen(broker.name, folders) is broker


def test_an_unknown_one_is_refused_with_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(Trouble, match=r"^[^\n]+ one of kafka, noida\.$"):
        chosen("rabbit", Folders(tmp_path))


@pytest.mark.parametrize(("wrote", "asked"), [("kafka", "noida"), ("noida", "kafka")])
def test_data_of_the_other_one_is_refused(tmp_path: Path, wrote: str, asked: str) -> None:
    (tmp_path / wrote).mkdir()
    with pytest.raises(Trouble, match=rf"^[^\n]+ was written with BROKER={wrote}: [^\n]+$"):
        chosen(asked, Folders(tmp_path))


def test_records_of_either_are_data() -> None:
    assert {KAFKA.name, NOIDA.name} <= set(HOLDS_DATA)


def test_only_what_is_promised_less_is_said() -> None:
    assert KAFKA.cannot_promise == ()
    assert all(sentence.endswith(".") and "\n" not in sentence for sentence in NOIDA.cannot_promise)
