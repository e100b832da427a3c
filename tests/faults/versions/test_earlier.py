import subprocess
from pathlib import Path

import pytest

from infra.embedded.processes import PATIENCE
from tests.harness.versions.earlier_revision import MARKER, ROOT, Unavailable, earlier, laid_out

pytestmark = pytest.mark.faults_long


def test_the_earlier_revision_is_not_todays(tmp_path: Path) -> None:
    with laid_out(tmp_path / "earlier") as code:
        assert (code / MARKER).exists()
        assert not (code / Path(__file__).relative_to(ROOT)).exists()
    assert not (tmp_path / "earlier").exists()


def test_a_history_that_is_cut_off_is_refused_in_one_sentence(tmp_path: Path) -> None:
    clone = ["git", "clone", "--quiet", "--depth", "1", f"file://{ROOT}", str(tmp_path / "shallow")]
    subprocess.run(clone, check=True, timeout=PATIENCE)
    with pytest.raises(Unavailable, match=r"^This clone's history is cut off: [^.]+\.$"):
        earlier(tmp_path / "shallow")
    (tmp_path / "none").mkdir()
    with pytest.raises(Unavailable, match=r"^This is no clone: [^.]+\.$"):
        earlier(tmp_path / "none")
