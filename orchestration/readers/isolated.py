"""Readers in a child process with limits on memory and time, so that one file cannot end a load.

Belongs here: starting the child and reading its answer. Does not belong here: the formats. The child is this module
run as a program.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

from orchestration.readers.delimited import read_delimited
from orchestration.readers.sheets import ReadFile, Sheet, UnreadableFile
from orchestration.readers.workbook import read_workbook

MEMORY_LIMIT_BYTES = 3 * 1024**3
TIME_LIMIT_SECONDS = 120


def read_isolated(path: Path, kind: str, memory_limit: int = MEMORY_LIMIT_BYTES) -> ReadFile:
    """Read a file in a child process.

    Args:
        path: The file.
        kind: `workbook` or `text`.
        memory_limit: Bytes of address space that the child may take.

    Raises:
        UnreadableFile: What the reader met, or F13 if the child went over a limit or died.
    """
    command = [sys.executable, "-m", "orchestration.readers.isolated", kind, str(path), str(memory_limit)]
    try:
        child = subprocess.run(command, capture_output=True, timeout=TIME_LIMIT_SECONDS, check=False)
    except subprocess.TimeoutExpired as error:
        raise UnreadableFile("F13", f"reading took longer than {TIME_LIMIT_SECONDS} seconds") from error
    if child.returncode != 0:
        raise UnreadableFile("F13", f"reading needed more than {memory_limit // 1024**2:,} MB of memory or broke off")
    answer = json.loads(child.stdout)
    if "rule_id" in answer:
        raise UnreadableFile(answer["rule_id"], answer["detail"])
    return ReadFile([Sheet(**sheet) for sheet in answer["sheets"]], encoding=answer["encoding"])


def _main(kind: str, path: Path, memory_limit: int) -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (memory_limit, memory_limit))
    try:
        answer = asdict(read_workbook(path) if kind == "workbook" else read_delimited(path))
    except UnreadableFile as error:
        answer = {"rule_id": error.rule_id, "detail": error.detail}
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    _main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
