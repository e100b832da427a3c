"""An operator's command: makes the members a replica set, and in it a user for each process."""

import argparse
import json
from pathlib import Path

from infra.mongo.users import REPLICA_SET, ROOT, Client, grant, initiate

PATIENCE_MS = 60_000


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m infra.mongo", description=__doc__)
    parser.add_argument("members", help="host:port of every member, separated by commas")
    parser.add_argument("--secrets", type=Path, required=True, help="folder that holds root_password and users.json")
    asked = parser.parse_args()
    members, passwords = asked.members.split(","), json.loads((asked.secrets / "users.json").read_text())
    root = {"username": ROOT, "password": (asked.secrets / "root_password").read_text().strip()}
    with Client(members[0], directConnection=True, **root) as first:
        initiate(first, members)
    with Client(members, replicaSet=REPLICA_SET, serverSelectionTimeoutMS=PATIENCE_MS, **root) as together:
        grant(together, passwords)
    print(f"{len(passwords)} users are there: {', '.join(passwords)}.")


if __name__ == "__main__":
    main()
