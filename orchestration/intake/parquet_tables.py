"""A Parquet file with a table that its return has in a workbook: rejected as what it is.

In scope: telling which. Out of scope: Parquet files of lists, which are taken (`intake.large_file_profile`).
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from orchestration.intake.headings import HeadingRows
from orchestration.intake.recognition import Recognised, of_the_wrong_kind
from orchestration.intake.wrong_kind import of_another_kind
from orchestration.readers.parquet import examine_parquet
from orchestration.readers.sheets import Sheet
from orchestration.returns.reference_lists import ReferenceLists


def table_in_parquet(path: Path, file_name: str, lists: ReferenceLists) -> Recognised | None:
    """What a Parquet file is that no list is like; None if no table is like it either.

    Raises:
        UnreadableFile: If the file is damaged or goes over the limits of its reader.
    """
    headings = Sheet("", False, [[name for name, _ in examine_parquet(path).columns]])
    other = of_another_kind([HeadingRows(headings)], is_text=True)
    # Its rows are not read as a table of a sheet, so that nothing of it can be taken.
    return of_the_wrong_kind(replace(other, loses_nothing=False), "a Parquet file", file_name, lists) if other else None
