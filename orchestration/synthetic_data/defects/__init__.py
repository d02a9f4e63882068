"""Coded defects, planted one by one into files of the illustrative set.

In scope: one function a defect, by the code it must be found under. Out of scope: the clean set
(`illustration.national_set`), or finding anything.
"""

from orchestration.synthetic_data.defects import (
    answers,
    cells,
    files,
    parquet_lists,
    registers,
    rows,
    sheets,
    submissions,
    texts,
)
from orchestration.synthetic_data.defects.allocation import assigned, write_with_defects
from orchestration.synthetic_data.defects.registry import Planter, planters

__all__ = [
    "Planter",
    "answers",
    "assigned",
    "cells",
    "files",
    "parquet_lists",
    "planters",
    "registers",
    "rows",
    "sheets",
    "submissions",
    "texts",
    "write_with_defects",
]
