"""Downloads of the page of a heading: its opening view as CSV, SVG and PNG, and metadata of every measure as JSON.

In scope: these files, each of which can be read without the page. Out of scope: downloads of a view that a reader
chose, which the page's script makes of the same facts.
"""

from __future__ import annotations

import csv
import io
import json
import zlib
from typing import Any

from markupsafe import escape

from orchestration.publication.release_reader import Row
from orchestration.publication.site.charts.slope import HEIGHT, INK, SOFT, WIDTH
from orchestration.publication.site.frame import Frame
from orchestration.publication.site.functions_facts import Facts
from orchestration.publication.site.functions_shared import Shared
from orchestration.publication.site.page import Files
from orchestration.publication.site.sentences import headings as sentences

ILLUSTRATIVE = "Illustrative data. Figures include data made for training and tests. Do not quote them."
COLUMNS = (
    "heading_id", "measure_id", "financial_year", "force_id", "force_name", "value", "reported_state", "rank_desc",
    "forces_reporting", "average_method", "average_value", "difference", "difference_pct", "gap",
)  # fmt: skip
# To make a picture of a drawing costs as much as the page. Pages of whole functions have one, made with the release;
# of other views the page's script makes one when it is asked for.
_DEEPEST_WITH_PICTURE = 1


def downloads(
    shared: Shared, frame: Frame, heading: Row, measures: list[Facts], years: dict[str, dict[str, Facts]],
    view: Facts, chart: str,
) -> Files:  # fmt: skip
    """Return the downloads of a page by path."""
    start = f"data/{heading['heading_id']}"
    picture = _picture(frame, heading, measures[0], view, chart)
    files: Files = {
        f"{start}.csv": _csv(shared, frame, heading, measures[0], years[measures[0]["id"]]),
        f"{start}.json": _metadata(shared, frame, heading, measures, years),
        f"{start}.svg": picture,
    }
    if has_picture(heading):
        import vl_convert

        files[f"{start}.png"] = _smaller(vl_convert.svg_to_png(picture))
    return files


def has_picture(heading: Row) -> bool:
    """Whether the page of a heading has a PNG of its opening view."""
    return heading["heading_system"] == "netted" or (
        heading["level"] is not None and heading["level"] <= _DEEPEST_WITH_PICTURE
    )


def _smaller(png: bytes) -> bytes:
    """The same picture, its pixels compressed again: the library that draws it compresses for speed."""
    head, chunks, at = png[:8], [], 8
    while at < len(png):
        size = int.from_bytes(png[at : at + 4], "big")
        chunks.append((png[at + 4 : at + 8], png[at + 8 : at + 8 + size]))
        at += 12 + size
    pixels = zlib.compress(zlib.decompress(b"".join(held for kind, held in chunks if kind == b"IDAT")), 6)
    kept = [(kind, held) for kind, held in chunks if kind not in {b"IDAT", b"IEND"}]
    return head + b"".join(
        len(held).to_bytes(4, "big") + kind + held + zlib.crc32(kind + held).to_bytes(4, "big")
        for kind, held in [*kept, (b"IDAT", pixels), (b"IEND", b"")]
    )


def _csv(shared: Shared, frame: Frame, heading: Row, measure: Facts, years: dict[str, Facts]) -> str:
    """Every year and force of the opening measure, against the default average."""
    method = shared.methods[0]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    if frame.is_illustrative:
        writer.writerow([ILLUSTRATIVE])
    writer.writerow(COLUMNS)
    for name, year in sorted(years.items()):
        made = year["methods"][method["id"]]
        writer.writerows(
            [
                heading["heading_id"], measure["id"], name, force["id"], force["name"], year["values"][place],
                year["states"].get(str(place), "reported"), year["ranks"][place], year["reporting"], method["id"],
                made.get("average"), made["differences"][place], made["percentages"][place], made["gaps"][place],
            ]
            for place, force in enumerate(shared.forces)
        )  # fmt: skip
    return text.getvalue()


def _metadata(
    shared: Shared, frame: Frame, heading: Row, measures: list[Facts], years: dict[str, dict[str, Facts]]
) -> str:
    """What is measured, how, from what, and what to beware of."""
    said: dict[str, Any] = {
        "heading_id": heading["heading_id"],
        "heading_name": heading["heading_name"],
        "heading_above": heading["parent_name"],
        "illustrative": ILLUSTRATIVE if frame.is_illustrative else False,
        "publishers": frame.publishers,
        "licence": "Open Government Licence v3.0",
        "opening_measure_id": measures[0]["id"],
        "columns": COLUMNS,
        "averages": [
            {name: method[name] for name in ("id", "name", "definition")} for method in shared.methods
        ],
        "measures": [
            {
                **{name: measure[name] for name in ("id", "name", "unit", "numerator", "denominator", "caveat")},
                "known_issues": [each["said"] for each in shared.issues(heading["heading_id"], measure)],
                "years": {
                    name: {
                        "forces_reporting": year["reporting"],
                        "forces_expected": year["expected"],
                        "like_for_like": not year["not_comparable"],
                        "reason": year["not_comparable"] or None,
                        "break_with_earlier_years": year["break"],
                        "averages": {
                            method: {each: made.get(each) for each in ("average", "counted", "p10", "p90")}
                            for method, made in year["methods"].items()
                        },
                    }
                    for name, year in sorted(years[measure["id"]].items())
                },
            }
            for measure in measures
        ],
    }  # fmt: skip
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"))


def _picture(frame: Frame, heading: Row, measure: Facts, view: Facts, chart: str) -> str:
    """The chart with its title, sentence and source, as a drawing of its own."""
    lines = [*_wrapped(sentences.spread(view)), *_wrapped(sentences.counted(view))]
    top = 40 + 20 * len(lines)
    marks = chart[chart.index(">") + 1 : chart.rindex("</svg>")]
    source = ", ".join(frame.publishers) or "Returns of police forces"
    note = f"{ILLUSTRATIVE} " if frame.is_illustrative else ""
    title = f"{heading['heading_name']}: {measure['name'] if measure['verb'] is None else 'net cost per head'}"
    said = "".join(
        f'<text x="0" y="{46 + 20 * place}" fill="{SOFT}" font-size="14">{escape(line)}</text>'
        for place, line in enumerate(lines)
    )
    width, height = WIDTH + 32, top + HEIGHT + 40
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="-16 -8 {width} {height}" width="{width}" '
        f'height="{height}" font-family="Liberation Sans, Arial, sans-serif" font-size="13" fill="{INK}">'
        f'<rect x="-16" y="-8" width="{width}" height="{height}" fill="#fff"/>'
        f'<text x="0" y="20" font-size="20" font-weight="700">{escape(title)}, {view["year"]}</text>{said}'
        f'<g transform="translate(0 {top})">{marks}</g>'
        f'<text x="0" y="{top + HEIGHT + 14}" fill="{SOFT}" font-size="12">{escape(note)}Source: {escape(source)}.'
        "</text></svg>\n"
    )


def _wrapped(text: str, size: int = 150) -> list[str]:
    lines: list[str] = []
    for word in text.split(" "):
        if lines and len(lines[-1]) + len(word) < size:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines
