"""python -m infra.privacy write   makes docs/datenschutz/verarbeitungen.md and stored.json
python -m infra.privacy check   names every field without purpose and period, compares the two with the code

Both refuse a stored field without default that older documents lack."""

import sys
from pathlib import Path
from typing import Final

from infra.privacy import stored, stores, topics
from infra.privacy.page import page

PAGE: Final = Path(__file__).parents[2] / "docs" / "datenschutz" / "verarbeitungen.md"


def faults() -> list[str]:
    found = [fault for database in stores.DATABASES for fault in stores.faults(database)]
    return found + list(topics.faults()) + list(stored.breaks(stored.committed(), stored.today()))


def wanted() -> dict[Path, str]:
    return {PAGE: page(), stored.FILE: stored.text()}


def main(arguments: list[str]) -> int:
    if arguments not in (["write"], ["check"]):
        print(__doc__)
        return 2
    found = faults()
    if found:
        print(*found, sep="\n")
        return 1
    stale = [path for path, text in wanted().items() if not path.exists() or path.read_text() != text]
    for path in stale:
        if arguments == ["write"]:
            path.write_text(wanted()[path])
        else:
            print(f"{path.name} is older than the code: python -m infra.privacy write")
    return 1 if stale and arguments == ["check"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
