"""What the desk has in its memory is read neither by the decoder that it starts, nor by anything else of its user."""

import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from services.intake.cleaned_picture import DECODER

pytestmark = [
    pytest.mark.system,
    pytest.mark.skipif(sys.platform != "linux", reason="only Linux has the call, and the protection"),
]

YAMA: Final = Path("/proc/sys/kernel/yama/ptrace_scope")
CHILD_READS_PARENT: Final = f"""
import ctypes, os, resource, runpy, socket, sys
from services.intake.private_memory import keep_memory_private
class Part(ctypes.Structure):
    _fields_ = [("base", ctypes.c_void_p), ("length", ctypes.c_size_t)]
kernel, confine = ctypes.CDLL(None), runpy.run_path({str(DECODER)!r}, run_name="decoder")["confine"]
place, found = ctypes.create_string_buffer(6), ctypes.create_string_buffer(6)
if os.geteuid() == 0:
    os.setuid(65534)
kernel.prctl(4, 1, 0, 0, 0)  # who was root before is private already
if sys.argv[1] == "private":
    keep_memory_private()
parent, (told, tell) = os.getpid(), os.pipe()
if child := os.fork():
    place.raw = b"secret"
    os.write(tell, b".")
    os._exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
os.read(told, 1)
confine()
here, there = Part(ctypes.addressof(found), 6), Part(ctypes.addressof(place), 6)
read = kernel.process_vm_readv(parent, ctypes.byref(here), 1, ctypes.byref(there), 1, 0)
os._exit(0 if found.raw == b"secret" else 7 if read == -1 else 9)
"""
AT_ITS_START: Final = """
import ctypes, sys
from services.intake import main
def reads_its_settings(*told):
    print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))
    sys.exit()
main.checked = reads_its_settings
sys.argv = ["", "desk"]
main.main()
"""


def ended(script: str, *told: str) -> "subprocess.CompletedProcess[bytes]":
    return subprocess.run([sys.executable, "-c", script, *told], capture_output=True, check=False, timeout=120)


def test_the_decoder_cannot_read_the_memory_of_whoever_started_it() -> None:
    of_private = ended(CHILD_READS_PARENT, "private")
    assert of_private.returncode == 7, of_private.stderr


@pytest.mark.skipif(YAMA.exists() and YAMA.read_text().strip() != "0", reason="the kernel refuses it to everybody")
def test_without_the_protection_it_could() -> None:
    of_open = ended(CHILD_READS_PARENT, "open")
    assert of_open.returncode == 0, of_open.stderr


def test_the_desk_is_private_before_it_reads_a_secret() -> None:
    started = ended(AT_ITS_START)
    assert started.stdout.strip() == b"0", started.stderr
