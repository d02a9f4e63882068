"""The program that reads files in a process of its own: asked for one after another, it answers on its output.

In scope: taking a request, answering it. Out of scope: limits on time, starting it again (`isolated`), the
formats. It imports no more than the readers need: it is started anew for every file that ends it.

A request is one line of JSON: `{"path": ..., "kind": "workbook" or "text"}`. The answer is one line of JSON with the
`length` in bytes of what follows and the `resident` memory of the process in bytes; then that many bytes of JSON. Never
pickle: what answers has just parsed a file that nobody vouches for.
"""

from __future__ import annotations

import json
import math
import os
import resource
import sys
import time
from pathlib import Path
from typing import Any

from orchestration.readers.delimited import read_delimited
from orchestration.readers.sheets import ReadFile, Sheet, UnreadableFile
from orchestration.readers.workbook import read_workbook


def encoded(answer: ReadFile | UnreadableFile) -> bytes:
    """What a reader gave, as JSON."""
    if isinstance(answer, UnreadableFile):
        content: dict[str, Any] = {"rule_id": answer.rule_id, "detail": answer.detail}
    else:
        content = {**vars(answer), "sheets": [vars(sheet) for sheet in answer.sheets]}
    return json.dumps(content, separators=(",", ":")).encode("ascii")


def decoded(answer: bytes) -> ReadFile | UnreadableFile:
    """What `encoded` wrote, back again."""
    content = json.loads(answer)
    if "rule_id" in content:
        return UnreadableFile(content["rule_id"], content["detail"])
    return ReadFile(**{**content, "sheets": [Sheet(**sheet) for sheet in content["sheets"]]})


def main(memory_limit: int, processor_limit: int) -> None:
    """Answer requests until the input ends.

    Args:
        memory_limit: Bytes of address space that the process may take.
        processor_limit: Seconds of processor time that one file may take; the system ends the process beyond.
    """
    resource.setrlimit(resource.RLIMIT_AS, (memory_limit, memory_limit))
    for line in sys.stdin.buffer:
        limit_processor_time(processor_limit)
        request = json.loads(line)
        answer = encoded(_read(Path(request["path"]), request["kind"]))
        head = json.dumps({"length": len(answer), "resident": _resident_memory()})
        sys.stdout.buffer.write(head.encode("ascii") + b"\n" + answer)
        sys.stdout.buffer.flush()


def limit_processor_time(seconds: int) -> None:
    """Have the system end this process when it has taken so many seconds of processor time from now on."""
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (math.ceil(time.process_time()) + seconds, hard))


def _read(path: Path, kind: str) -> ReadFile | UnreadableFile:
    try:
        return read_workbook(path) if kind == "workbook" else read_delimited(path)
    except UnreadableFile as error:
        return error


def _resident_memory() -> int:
    """Bytes that the process holds now; where the system does not tell, the most it ever held."""
    pages = Path("/proc/self/statm")
    if pages.exists():
        return int(pages.read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
