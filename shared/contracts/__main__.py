"""python -m shared.contracts write            makes schemas, documents, new examples; refuses what breaks a consumer
python -m shared.contracts check [FOLDER]   compares them, and the committed or older schemas, with the code"""

import sys
from pathlib import Path

from shared.contracts import asyncapi, documents, examples
from shared.contracts.compatibility import judge
from shared.contracts.examples import EXAMPLES
from shared.contracts.schemas import SCHEMAS, committed, pretty, today

DOCS = Path(__file__).parents[2] / "docs"


def wanted() -> dict[Path, str]:
    """Returns every file that is made from the code, with the text that it must have."""
    new = examples.missing()
    schemas = {SCHEMAS / f"{name}.json": pretty(schema) for name, schema in today().items()}
    pages = {DOCS / "events.md": documents.events(), DOCS / "asyncapi.json": pretty(asyncapi.document())}
    return schemas | pages | new | {EXAMPLES / examples.SUMS: examples.sums(new)}


def refused(folder: Path) -> bool:
    """Prints every change since the schemas in that folder and every altered example; True if one breaks somebody."""
    verdicts = judge(committed(folder), today())
    for verdict in verdicts:
        print(verdict)
    altered = examples.changed()
    for name in altered:
        print(f"{name}: an example that was published once is never changed or removed")
    return bool(altered) or any(verdict.breaking for verdict in verdicts)


def write() -> int:
    if refused(SCHEMAS):
        print("Nothing written: what breaks a consumer is a new version of the type.")
        return 1
    for path, text in wanted().items():
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    return 0


def check(folder: Path) -> int:
    stale = [path for path, text in wanted().items() if not path.exists() or path.read_text() != text]
    for path in stale:
        print(f"{path.name} is older than the code: python -m shared.contracts write")
    return 1 if refused(folder) or stale else 0


def main(arguments: list[str]) -> int:
    match arguments:
        case ["write"]:
            return write()
        case ["check"]:
            return check(SCHEMAS)
        case ["check", folder]:
            return check(Path(folder))
        case _:
            print(__doc__)
            return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
