"""Command line of `make generate`.

In scope: reading the options and printing what changed. Out of scope: the files (`generate.files`).
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from orchestration.generate.files import generated_files, out_of_date, write_files
from orchestration.returns.description import RETURNS_DIR, DescriptionError, all_descriptions
from orchestration.settings import PROJECT_DIR


def main() -> int:
    """Write the generated files, or only say which of them are out of date."""
    parser = argparse.ArgumentParser(prog="python -m orchestration.generate", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; fail if a file is out of date")
    parser.add_argument("--returns", type=Path, default=RETURNS_DIR, help="folder of the descriptions")
    parser.add_argument("--dbt", type=Path, default=PROJECT_DIR / "dbt_project", help="folder of the dbt project")
    options = parser.parse_args()
    try:
        files = generated_files(all_descriptions(options.returns))
    except DescriptionError as error:
        print(error, file=sys.stderr)
        return 1
    changed = out_of_date(options.dbt, files)
    for path in changed:
        print(f"{'out of date' if options.check else 'written'}: {path}")
    if options.check and changed:
        print(
            f"{len(changed)} generated files do not follow from orchestration/returns/*.yml. "
            "Change the description, not the generated file, then run: make generate",
            file=sys.stderr,
        )
        return 1
    write_files(options.dbt, files)
    return 0


sys.exit(main())
