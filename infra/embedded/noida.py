"""A broker from one package, for those who cannot have Kafka's jars: it promises nothing about a crash.

Killed with -9 it loses records that it acknowledged, which makes it the better fault injector. It only repeats the
settings of topics, and has neither users nor replicas.
"""

from importlib.util import find_spec
from pathlib import Path

from infra.embedded.ports import HOST
from infra.embedded.processes import Program
from infra.embedded.trouble import Trouble


def program(folder: Path, port: int, log: Path) -> Program:
    package = find_spec("noida_db")
    if package is None or package.origin is None:
        raise Trouble("noida-db is not installed: run the command through make, which installs the pinned packages.")
    binary = Path(package.origin).parent / "noida-db"
    place = ["--data-dir", str(folder / "data"), "--host", HOST, "--only", "kafka", "--kafka-port", str(port)]
    return Program("noida", [str(binary), "start", *place], log, port=port)
