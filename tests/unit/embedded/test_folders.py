from datetime import timedelta
from pathlib import Path

import pytest

from infra.embedded.folders import Folders
from infra.embedded.trouble import Trouble
from shared.moved_clock import MovedClock


def test_a_new_folder_gets_its_rooms(tmp_path: Path) -> None:
    Folders(tmp_path).prepare()
    assert {"layout", "mail", "run", "secrets"} <= {each.name for each in tmp_path.iterdir()}


def test_its_own_data_is_found_again(tmp_path: Path) -> None:
    folders = Folders(tmp_path)
    folders.prepare()
    (folders.mail / "one.eml").touch()
    folders.prepare()
    assert (folders.mail / "one.eml").exists()


def test_a_clock_that_a_killed_story_moved_is_right_again(tmp_path: Path) -> None:
    folders = Folders(tmp_path)
    folders.prepare()
    MovedClock(folders.clock("referral")).move(timedelta(days=1))
    folders.prepare()
    assert not folders.clock("referral").exists()


def test_data_of_another_layout_is_refused_and_untouched(tmp_path: Path) -> None:
    (tmp_path / "layout").write_text("0")
    with pytest.raises(Trouble, match="another layout"):
        Folders(tmp_path).prepare()
    assert [each.name for each in tmp_path.iterdir()] == ["layout"]


def test_data_without_a_layout_is_refused(tmp_path: Path) -> None:
    (tmp_path / "mongo").mkdir()
    with pytest.raises(Trouble, match="make clean"):
        Folders(tmp_path).prepare()


def test_one_data_folder_is_used_by_one_at_a_time(tmp_path: Path) -> None:
    folders = Folders(tmp_path)
    with folders.held(), pytest.raises(Trouble, match="already runs"), folders.held():
        pass
    with folders.held():
        pass


def test_cleaning_keeps_the_downloads(tmp_path: Path) -> None:
    folders = Folders(tmp_path)
    folders.prepare()
    (tmp_path / "cache").mkdir()
    folders.clean()
    assert [each.name for each in tmp_path.iterdir()] == ["cache"]


def test_a_folder_that_others_could_read_is_closed(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    Folders(tmp_path).prepare()
    assert tmp_path.stat().st_mode & 0o777 == 0o700
