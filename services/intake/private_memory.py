"""Keeps the desk's memory from other processes of its user (prctl(2), PR_SET_DUMPABLE; Linux alone).

The decoder of pictures runs as the same user, and would need no file and no connection to read another process's memory
(process_vm_readv(2)). Where the kernel has no Yama, nothing else refuses that.
"""

import ctypes
import sys
from typing import Final

PR_SET_DUMPABLE: Final = 4


def keep_memory_private() -> None:
    """Keeps the memory private as long as this process lives; a program that it starts begins anew.

    It has no effect against root. It leaves no core dump either. Raises OSError where the kernel refuses; elsewhere
    than on Linux it does nothing.
    """
    if sys.platform != "linux":
        return
    kernel = ctypes.CDLL(None, use_errno=True)
    if kernel.prctl(PR_SET_DUMPABLE, 0, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "prctl")
