"""The program that every child process is started through: it ties the child to its parent, then runs what was meant.

In scope: the tie. Out of scope: the programs that run in children (`child`, `feedback.child`).

A parent that is killed cannot end its children, and one that is busy with a file would go on alone. On Linux the system
ends them; elsewhere a child ends when it next looks for a request.
"""

from __future__ import annotations

import ctypes
import os
import runpy
import signal
import sys

_PR_SET_PDEATHSIG = 1


def end_with_parent(parent: int) -> None:
    """Have the system end this process as soon as its parent is gone; at once where it is gone already.

    Args:
        parent: Process that started this one. Its thread that did so must live as long as the child is needed.
    """
    if sys.platform != "linux":
        return
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    # Who died before the line above sends no signal any more.
    if os.getppid() != parent:
        sys.exit(f"process {parent}, which started this one, is gone")


if __name__ == "__main__":
    end_with_parent(int(sys.argv[1]))
    del sys.argv[:2]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
