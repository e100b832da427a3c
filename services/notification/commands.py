"""The operator's commands: `python -m services.notification.commands audit verify`."""

import argparse

from services.notification.main import SERVICE
from shared.audit import commands as audit


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m services.notification.commands")
    audit.offer(parser.add_subparsers(required=True), SERVICE)
    given = parser.parse_args()
    given.run(given)


if __name__ == "__main__":
    main()
