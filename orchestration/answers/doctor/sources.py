"""The sources that files are fetched from: the list, the packages, and whether each answers."""

from __future__ import annotations

from orchestration.answers.doctor.findings import Finding, good, note, problem
from orchestration.settings import Settings
from orchestration.sources.configuration import FOLDER, SourcesError
from orchestration.sources.fetch import DOCTOR_SHOWS, look_at_sources

_PART = "Sources"


def look_at_each_source(settings: Settings) -> list[Finding]:
    """Whether each source of the list can be read, and how many files wait there; nothing is fetched."""
    try:
        looks = look_at_sources(settings)
    except SourcesError as error:
        return [problem(_PART, str(error), "Correct the list, then run icm doctor again.")]
    if not looks:
        return [good(_PART, "None is listed, so files come by the landing folder only.")]
    found = []
    for look in looks:
        for each in look.problems:
            secret = f", and {look.source.secret_variable} in the environment" if look.source.kind != FOLDER else ""
            what = f"Check its line in {settings.sources}{secret}."
            found.append(problem(_PART, each.removesuffix(DOCTOR_SHOWS), what))
    waiting = {look.source.name: len(look.files) for look in looks if look.files}
    if waiting:
        told = ", ".join(f"{name}: {number:,}" for name, number in waiting.items())
        found.append(note(_PART, f"Files wait to be fetched ({told}).", "The next load fetches them."))
    return found or [good(_PART, "Every listed source can be read, and nothing waits there.")]
