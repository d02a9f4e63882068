"""Why a release differs from the one before: submissions, decisions, reference data, the method, settings, or the day.

In scope: finding these causes from the two files and manifests. Out of scope: which change is put down to which
(`publication.revisions`).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from orchestration.returns.description import return_name

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

SEVERAL = "several"
_DAY = "day"
# Decisions that change what is published, and the return of a row; those on agreements are of the register.
_DECISIONS = {
    "explanations": ("explanation_id", "Explanation", "return_id", "rule_id || ' by ' || explained_by"),
    "waivers": ("waiver_id", "Waiver", "return_id", "rule_id || ' by ' || waived_by"),
    "agreement_decisions": (
        "decision_id", "Decision on agreements", "'collaboration_register'",
        "agreement_id || ' and ' || other_agreement_id || ' by ' || decided_by",
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Cause:
    """One cause of changes between two releases.

    Attributes:
        cause_id: Its key in `release.revision_causes`.
        kind: submission, decision, reference data, method, setting or day.
        description: What happened, in a sentence.
        return_id: Return that it is about; empty for a cause that can be behind every table.
        submissions: Submissions whose rows changed by it.
    """

    cause_id: str
    kind: str
    description: str
    return_id: str = ""
    submissions: tuple[str, ...] = ()


def find_causes(connection: DuckDBPyConnection, before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Cause]:
    """Everything that differs in what two releases were made of.

    Args:
        connection: Has their files attached, as `previous` and `published`.
        before: Manifest of the earlier release.
        after: What is known of the later one already: `code_version`, `code`, `seeds`, `settings`.

    Returns:
        Causes. If nothing differs, the one that remains: the day.
    """
    found = [*_submissions(connection), *_decisions(connection)]
    new_seeds = after["seeds"]
    old_seeds = before.get("seeds", new_seeds)  # releases before version 0.9.0 do not say it
    for name in sorted(old_seeds.keys() | new_seeds.keys()):
        if old_seeds.get(name) != new_seeds.get(name):
            found.append(Cause(f"seed {name}", "reference data", f"seeds/{name} was changed."))
    if before.get("code", before["code_version"]) != after["code"]:
        found.append(
            Cause("method", "method", f"The code changed from {before['code_version']} to {after['code_version']}.")
        )
    for name, value in after["settings"].items():
        if before.get("settings", {}).get(name, value) != value:
            found.append(Cause(f"setting {name}", "setting", f"The setting {name} is {value} now."))
    return found or [Cause(_DAY, _DAY, "Nothing was received, decided or set: what depends on the date changed.")]


def causes_of_table(causes: Sequence[Cause], returns: Collection[str]) -> list[Cause]:
    """Those that can be behind a table made of certain returns."""
    return [each for each in causes if each.return_id in {"", *returns}]


def _submissions(connection: DuckDBPyConnection) -> list[Cause]:
    """Submissions that came into the release, with those they replaced, and those that left it with none instead."""
    what = "concat_ws(' ', return_id, force_id, financial_year, variant)"
    changed = connection.execute(
        f"""
        WITH new AS (
            SELECT *, {what} AS what FROM published.quality.submissions AS n WHERE is_in_release
              AND NOT EXISTS (FROM previous.quality.submissions AS o
                              WHERE o.submission_id = n.submission_id AND o.is_in_release)
        ),
        gone AS (
            SELECT *, {what} AS what FROM previous.quality.submissions AS o WHERE is_in_release
              AND NOT EXISTS (FROM published.quality.submissions AS n
                              WHERE n.submission_id = o.submission_id AND n.is_in_release)
        )
        SELECT new.submission_id, gone.submission_id, coalesce(new.return_id, gone.return_id),
               coalesce(new.variant, gone.variant), coalesce(f.force_name, new.force_id, gone.force_id),
               coalesce(new.financial_year, gone.financial_year), new.file_name
        FROM new FULL JOIN gone ON new.what = gone.what
        LEFT JOIN published.marts.dim_force AS f ON f.force_id = coalesce(new.force_id, gone.force_id)
        ORDER BY 1 NULLS LAST, 2
        """
    ).fetchall()
    causes: dict[str, Cause] = {}
    for new, old, return_id, variant, force, year, file_name in changed:
        key = new or old
        if key in causes:
            causes[key] = Cause(
                causes[key].cause_id, "submission", causes[key].description, return_id, (*causes[key].submissions, old)
            )
            continue
        about = ", ".join(filter(None, [return_name(return_id, variant), force, year]))
        came = f"{file_name} ({new})"
        if not new:
            said = f"{old} is no longer in the release."
        else:
            said = f"{came} in place of {old}." if old else f"{came} is new."
        causes[key] = Cause(
            f"submission {key}", "submission", f"{about}: {said}", return_id,
            tuple(each for each in (new, old) if each),
        )  # fmt: skip
    return list(causes.values())


def _decisions(connection: DuckDBPyConnection) -> list[Cause]:
    causes = []
    for table, (key, title, return_id, what) in _DECISIONS.items():
        rows = connection.execute(
            f"""
            SELECT {key}, {return_id}, {what}, in_new
            FROM (SELECT *, true AS in_new FROM published.quality.{table} AS n
                  WHERE NOT EXISTS (FROM previous.quality.{table} AS o WHERE o.{key} = n.{key})
                  UNION ALL BY NAME
                  SELECT *, false AS in_new FROM previous.quality.{table} AS o
                  WHERE NOT EXISTS (FROM published.quality.{table} AS n WHERE n.{key} = o.{key}))
            ORDER BY ALL
            """
        ).fetchall()
        for decision, about, said, is_new in rows:
            end = "." if is_new else " no longer holds."
            causes.append(Cause(f"decision {decision}", "decision", f"{title} {decision}: {said}{end}", about))
    return causes
