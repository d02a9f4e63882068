"""Templates of the generated files. Their marks are [[ ]] and [% %], because {{ }} and {% %} are dbt's own.

In scope: filling a template. Out of scope: what goes into it (`generate.staging`, `generate.register`).
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined


def fill(template: str, **content: Any) -> str:
    """Return the text of a template, for example `staging.sql`, filled with `content`."""
    return _environment().get_template(f"{template}.jinja").render(**content)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).with_name("templates")),
        block_start_string="[%",
        block_end_string="%]",
        variable_start_string="[[",
        variable_end_string="]]",
        comment_start_string="[#",
        comment_end_string="#]",
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        undefined=StrictUndefined,
        autoescape=False,
    )
    environment.filters["quoted"] = _quoted
    return environment


def _quoted(text: str) -> str:
    """A text as a quoted scalar of YAML."""
    return json.dumps(text, ensure_ascii=False)
