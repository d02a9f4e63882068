"""Layouts of senders: the headings that one sender's exports have for the columns of a return, described as data.

In scope: the shape of the files in `senders/<return>/`, one a sender, and the forms that follow from them. Out of
scope: which layout a received file is in (`intake.recognition`), or mapping it, which is as for every other form.
"""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from orchestration.returns.layouts import heading_key


class SenderError(Exception):
    """A sender's file that does not hold together; the message names the file and the place."""


class SenderLayout(BaseModel):
    """The headings of one sender's exports in some years.

    Attributes:
        from_year: First financial year of the layout, for example 2018/19.
        until_year: Last financial year; None where it is still used.
        headings: Column of the return to the headings it has had, the commonest first.
        marks: Signs that stand before a heading in some exports, such as the asterisk of a column that must be filled.
        parts: Regular expression of the names of sheets that hold a part of the list; None for those of the return.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    from_year: str
    until_year: str | None = None
    headings: dict[str, tuple[str, ...]]
    marks: tuple[str, ...] = ()
    parts: str | None = None


class Sender(BaseModel):
    """A sender and its layouts.

    Attributes:
        sender: Force whose exports are meant.
        source: Where the layout was seen.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    sender: str
    source: str
    layouts: tuple[SenderLayout, ...]


def read_senders(folder: Path) -> list[Sender]:
    """The senders of a return, in the order of their files; empty where it has none.

    Raises:
        SenderError: If a file is not a sender's, or is named for another.
    """
    found = []
    for path in sorted(folder.glob("*.yml")):
        place = f"senders/{folder.name}/{path.name}"
        try:
            sender = Sender.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
        except (ValidationError, yaml.YAMLError) as error:
            raise SenderError(f"{place} is not a valid layout of a sender: {error}") from error
        if sender.sender != path.stem:
            raise SenderError(f"{place} is of {sender.sender}; the two names must be the same")
        found.append(sender)
    return found


def forms_of_senders(described: dict[str, Any], senders: list[Sender]) -> list[dict[str, Any]]:
    """For each layout, the forms of the return that tell their year by dates alone, with the sender's headings.

    Raises:
        SenderError: If a layout names a column that the return does not have.
    """
    bases = [form for form in described["forms"] if form.get("dated_by") and len(form["tables"]) == 1]
    return [
        _form(base, sender, layout)
        for sender in senders
        for layout in sender.layouts
        for base in bases
    ]  # fmt: skip


def _form(base: dict[str, Any], sender: Sender, layout: SenderLayout) -> dict[str, Any]:
    form = copy.deepcopy(base)
    form["form_id"] = f"{base['form_id']}_{sender.sender}_{layout.from_year[:4]}"
    form["title"] = f"{base['title']}, as {sender.sender} sends it from {layout.from_year}"
    form |= {"sender": sender.sender, "from_year": layout.from_year, "until_year": layout.until_year}
    for table in form["tables"]:
        if table["sheet"] and layout.parts:
            table["parts"] = layout.parts
        columns = {column["name"]: column for column in table["columns"]}
        taken = {heading_key(heading) for headings in layout.headings.values() for heading in headings}
        for name, headings in layout.headings.items():
            if name not in columns:
                raise SenderError(f"The layout of {sender.sender} names a column that is not there: {name}")
            first, *others = [f"{mark}{heading}" for mark in ("", *layout.marks) for heading in headings]
            # Where the sender's headings drift, those that any sender may use still count.
            usual = [each for each in (columns[name]["header"], *columns[name].get("aliases", ()))
                     if heading_key(each) not in taken]  # fmt: skip
            columns[name] |= {"header": first, "aliases": [*others, *usual]}
    return form
