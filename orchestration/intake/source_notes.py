"""Source notes: the few lines beside a published file that say where it comes from.

In scope: reading one within limits, and what is wrong with it in words. Out of scope: which file it lies beside
(`intake.landing`).

A note is read in the process of the load, so nothing is built of it but a flat list of names and values: no references,
which can stand for gigabytes, and no lists or records within values.
"""

from __future__ import annotations

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

BYTES = 16 * 1024  # of a note, which has ten lines or so
_AS_LINES = "write each line as name: value"


class SourceNote(BaseModel):
    """Where a published file comes from: the file beside it that ends in `.source.yml`."""

    model_config = ConfigDict(extra="forbid")

    title: str
    publisher: str
    edition: str
    licence: str
    retrieved: str
    sha256: str
    attribution: str | None = None
    note: str | None = None
    is_illustrative: bool = False


class SourceNoteError(Exception):
    """A source note that cannot be used; the message says why."""


def source_note_in(content: bytes) -> SourceNote:
    """The note in the bytes of a file.

    Raises:
        SourceNoteError: If it cannot be used.
    """
    if len(content) > BYTES:
        raise SourceNoteError(f"it is larger than {BYTES // 1024} KB, and a source note has a few lines")
    try:
        return SourceNote.model_validate(_lines(content.decode("utf-8-sig")))
    except UnicodeDecodeError as error:
        raise SourceNoteError("it is not text in UTF-8") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f"line {mark.line + 1}" if mark else "it"
        raise SourceNoteError(f"{place} cannot be read; {_AS_LINES}") from error
    except ValidationError as error:
        raise SourceNoteError(_what_is_wrong(error)) from error


def _lines(text: str) -> dict[str, str]:
    """Names and values of the one mapping that a note is."""
    found: list[str] = []
    is_open = False
    for event in yaml.parse(text, Loader=yaml.BaseLoader):
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise SourceNoteError(f"line {line} refers to another one (& or *); {_AS_LINES}")
        if isinstance(event, yaml.ScalarEvent):
            found.append(event.value)
        if isinstance(event, yaml.MappingStartEvent) and not is_open:
            is_open = True
        elif isinstance(event, yaml.CollectionStartEvent) or (isinstance(event, yaml.ScalarEvent) and not is_open):
            raise SourceNoteError(f"line {line} has more or less than one value; {_AS_LINES}")
    return dict(zip(found[::2], found[1::2], strict=True))


def _what_is_wrong(error: ValidationError) -> str:
    places = {kind: [str(each["loc"][0]) for each in error.errors() if each["type"] == kind and each["loc"]]
              for kind in ("missing", "extra_forbidden")}  # fmt: skip
    others = [str(each["loc"][0]) for each in error.errors() if each["type"] not in places and each["loc"]]
    told = []
    if places["missing"]:
        told.append(f"it lacks {', '.join(places['missing'])}")
    if places["extra_forbidden"]:
        told.append(
            f"it has {', '.join(name[:50] for name in places['extra_forbidden'][:5])}, which no source note has"
        )
    if others:
        told.append(f"{', '.join(others)} cannot be read (is_illustrative is true or false)")
    return "; ".join(told)
