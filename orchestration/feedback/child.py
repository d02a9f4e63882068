"""The program that marks workbooks in a process of its own: asked for one after another, it answers on its output.

In scope: taking a request, answering it. Out of scope: limits on time, starting it again (`isolated`).

A request is one line of JSON: the `source`, the `target`, and the `page`. The answer is one line of JSON with the
`resident` memory of the process in bytes. A workbook that cannot be marked ends the process, which says why as it dies.
"""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path

from orchestration.feedback.marking import mark_workbook
from orchestration.feedback.page import page_from_plain


def main(memory_limit: int, file_limit: int) -> None:
    """Answer requests until the input ends.

    Args:
        memory_limit: Bytes of address space that the process may take.
        file_limit: Bytes that a file it writes may have.
    """
    resource.setrlimit(resource.RLIMIT_AS, (memory_limit, memory_limit))
    resource.setrlimit(resource.RLIMIT_FSIZE, (file_limit, file_limit))
    for line in sys.stdin.buffer:
        request = json.loads(line)
        mark_workbook(Path(request["source"]), Path(request["target"]), page_from_plain(request["page"]))
        answer = {"resident": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024}
        sys.stdout.buffer.write(json.dumps(answer).encode("ascii") + b"\n")
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
