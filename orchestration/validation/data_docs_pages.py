"""Pages of Great Expectations' Data Docs that load nothing from a network.

In scope: rendering what a suite said of a table, and making the page local. Out of scope: what it said, or
which pages there are (`validation.data_docs`).
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

ASSETS_FOLDER = "assets"
STYLES = ("bootstrap.min.css", "symbols.css")
SCRIPTS = ("jquery.min.js", "popper.min.js", "bootstrap.min.js")

_NOTHING_BROKE = {"raised_exception": False, "exception_message": None, "exception_traceback": None}
# A page asks for these over the network; what it needs of them stands in the folder of assets.
_ASKED_FOR = re.compile(r"<link\b[^>]*>|<script\b[^>]*\bsrc=[^>]*>\s*</script>|<footer\b.*?</footer>", re.DOTALL)
_LOGO = re.compile(r"<a\b[^>]*>\s*<img\b[^>]*/?>\s*</a>", re.DOTALL)
_NO_ASSET = re.compile(r"Data asset: None\s*<br\s*/?>")
_PICTURE = re.compile(r"url\(\s*['\"]?https?:[^)]*\)")
_TITLES = re.compile(r"<title>.*?</title>", re.DOTALL)
_SUITE_LINK = re.compile(r'<a href="(?:\.\./)+expectations/[^"]*"\s*>(.*?)</a>', re.DOTALL)
_INDEX_LINK = re.compile(r'href="(?:\.\./)+index\.html"')


@dataclass(frozen=True)
class Checked:
    """What one expectation said of the rows of a table.

    Attributes:
        expectation: The expectation as in its suite, its rule in `meta.rule`.
        rows: Rows looked at.
        failing: Rows that fail.
        values: Some of the values that fail, as given.
        broke: Why it could not run; None where it ran.
    """

    expectation: dict[str, Any]
    rows: int
    failing: int
    values: tuple[str, ...] = ()
    broke: str | None = None

    @property
    def holds(self) -> bool:
        """Whether it ran and no row fails."""
        return self.broke is None and not self.failing


def render_page(title: str, run_time: str, facts: dict[str, str], checked: Sequence[Checked]) -> str:
    """The page of one table, as Great Expectations renders it, but local.

    Args:
        title: Return and table in words.
        run_time: Time of the run, in UTC as ISO 8601 writes it.
        facts: What else is to be said of the rows, by name.
        checked: What each expectation said.
    """
    import great_expectations
    from great_expectations.core import ExpectationSuiteValidationResult
    from great_expectations.render.renderer.page_renderer import ValidationResultsPageRenderer

    holding = sum(each.holds for each in checked)
    result = ExpectationSuiteValidationResult(
        success=holding == len(checked),
        results=[_result(each) for each in checked],
        suite_name=title,
        statistics={
            "evaluated_expectations": len(checked),
            "successful_expectations": holding,
            "unsuccessful_expectations": len(checked) - holding,
            "success_percent": 100 * holding / len(checked) if checked else None,
        },
        meta={
            "run_id": {"run_name": run_time, "run_time": run_time},
            "batch_spec": facts,
            "great_expectations_version": great_expectations.__version__,
        },
    )
    return made_local(_view().render(ValidationResultsPageRenderer().render(result)), title)


def made_local(page: str, title: str) -> str:
    """A rendered page with every file it loads in the folder of assets beside it, no logo and no newsletter."""
    heads = [f"<title>{html.escape(title)}</title>"]
    heads += [f'<link rel="stylesheet" href="../{ASSETS_FOLDER}/{name}">' for name in STYLES]
    heads += [f'<script src="../{ASSETS_FOLDER}/{name}"></script>' for name in SCRIPTS]
    page = _TITLES.sub("", _ASKED_FOR.sub("", page))
    page = _NO_ASSET.sub("", _LOGO.sub("", page))
    page = _SUITE_LINK.sub(r"\1", _PICTURE.sub("none", page))
    page = _INDEX_LINK.sub('href="../index.html"', page)
    page = page.replace("<html>", '<html lang="en">', 1)
    return page.replace("</head>", "\n".join([*heads, "</head>"]), 1)


@cache
def _view() -> Any:
    """One view for the process: each new one would compile all its templates again, which costs more than the pages."""
    from great_expectations.render.view import DefaultJinjaPageView

    return DefaultJinjaPageView()


def _result(checked: Checked) -> Any:
    from great_expectations.core.expectation_validation_result import ExpectationValidationResult
    from great_expectations.expectations.expectation_configuration import ExpectationConfiguration

    expectation = checked.expectation
    share = 100 * checked.failing / checked.rows if checked.rows else 0.0
    result: dict[str, Any] = {
        "element_count": checked.rows,
        "unexpected_count": checked.failing,
        "unexpected_percent": share,
        "unexpected_percent_total": share,
        # The renderer takes values for markup and for templates of its own.
        "partial_unexpected_list": [html.escape(value).replace("$", "&#36;") for value in checked.values],
    }
    broke = {"raised_exception": True, "exception_message": checked.broke, "exception_traceback": ""}
    return ExpectationValidationResult(
        success=checked.holds,
        expectation_config=ExpectationConfiguration(
            type=expectation["type"],
            kwargs=_readable(expectation["kwargs"]),
            meta=expectation["meta"],
            severity=expectation["severity"],
            description=html.escape(expectation["description"]).replace("$", "&#36;"),
        ),
        result={} if checked.broke is not None else result,
        exception_info=_NOTHING_BROKE if checked.broke is None else broke,
    )


def _readable(settings: dict[str, Any]) -> dict[str, Any]:
    """Settings with the name of a reference list where the list itself would fill the page."""
    return {
        name: [f"the list {value['$PARAMETER']}"] if isinstance(value, dict) and "$PARAMETER" in value else value
        for name, value in settings.items()
    }
