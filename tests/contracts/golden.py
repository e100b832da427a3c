"""The golden examples: one complete event for every version ever sent."""

from pathlib import Path

from shared.contracts.schemas import EXAMPLES

GOLDEN: list[Path] = sorted(EXAMPLES.glob("*.json"))
NAMES = [path.stem for path in GOLDEN]
