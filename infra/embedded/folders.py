import os
from pathlib import Path

ROOT = Path(__file__).parents[2]


def cache() -> Path:
    """Where downloaded engines are kept; shared by all data folders of this machine."""
    return Path(os.environ.get("LOTSE_CACHE") or ROOT / "var" / "cache").absolute()
