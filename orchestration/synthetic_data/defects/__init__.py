"""Coded defects, planted one by one into files of the illustrative set.

In scope: one function a defect, by the code it must be found under. Out of scope: the clean set
(`illustration.national_set`), or finding anything.
"""

from orchestration.synthetic_data.defects import (
    answers,
    boards,
    cells,
    compared,
    files,
    long_lists,
    national_tables,
    notes,
    parquet_lists,
    payments,
    peers,
    registers,
    registers_compared,
    rows,
    sheets,
    submissions,
    sums,
    texts,
)
from orchestration.synthetic_data.defects.allocation import assigned, write_with_defects
from orchestration.synthetic_data.defects.registry import Planter, planters

__all__ = [
    "Planter",
    "answers",
    "assigned",
    "boards",
    "cells",
    "compared",
    "files",
    "long_lists",
    "national_tables",
    "notes",
    "parquet_lists",
    "payments",
    "peers",
    "planters",
    "registers",
    "registers_compared",
    "rows",
    "sheets",
    "submissions",
    "sums",
    "texts",
    "write_with_defects",
]
