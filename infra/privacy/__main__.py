"""python -m infra.privacy write   makes docs/datenschutz/verarbeitungen.md
python -m infra.privacy check   names every field without purpose and period, and compares the page with the code"""

import sys
from pathlib import Path
from typing import Final

from infra.privacy import stores, topics
from infra.privacy.page import page

PAGE: Final = Path(__file__).parents[2] / "docs" / "datenschutz" / "verarbeitungen.md"


def faults() -> list[str]:
    found = [fault for database in stores.DATABASES for fault in stores.faults(database)]
    return found + list(topics.faults())


def main(arguments: list[str]) -> int:
    if arguments not in (["write"], ["check"]):
        print(__doc__)
        return 2
    found = faults()
    if found:
        print(*found, sep="\n")
        return 1
    if arguments == ["write"]:
        PAGE.write_text(page())
    elif not PAGE.exists() or PAGE.read_text() != page():
        print(f"{PAGE.name} is older than the code: python -m infra.privacy write")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
