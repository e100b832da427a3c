"""The golden examples: one complete event for every shape ever published."""

from pathlib import Path

from shared.contracts.examples import archive

GOLDEN: list[Path] = archive()
NAMES = [path.stem for path in GOLDEN]
