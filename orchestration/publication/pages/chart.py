"""The chart of forces as a Vega-Lite specification, and the libraries that draw it without a network.

In scope: how marks look and which field drives them. Out of scope: the rows drawn, which the page's
script hands over when a reader chooses (`templates/position.js`).
"""

from __future__ import annotations

from typing import Any

# The same inks as style.css.
_INK, _SOFT, _LINE, _BAR, _MARKED, _AVERAGE = "#14202b", "#4a5a68", "#c9d3db", "#7794ab", "#1d3c5a", "#a84300"
_ROW_HEIGHT = 19
_FORCES = 43
# Pixels that the names left of the bars take at least, and that a bold letter takes at most.
_NAMES_WIDTH, _LETTER_WIDTH = 100, 7.8
_FONT = 'system-ui, "Segoe UI", "Liberation Sans", Arial, sans-serif'


def chart_height(forces: int) -> int:
    """Height in pixels of the chart of a number of forces."""
    return forces * _ROW_HEIGHT


def chart_specification() -> dict[str, Any]:
    """Sorted bars, one a force, a rule at the average, and values at the ends of the bars.

    It reads two named datasets that the script fills, `forces` and `average`, and six parameters: the ends of the
    scale, what stands before and after a number on the axis, the names in their order, and the name to mark.
    """
    import altair as alt

    parameters = [
        alt.param(name="low", value=0),
        alt.param(name="high", value=1),
        alt.param(name="prefix", value=""),
        alt.param(name="sign", value=""),
        alt.param(name="names", value=[]),
        alt.param(name="markedName", value=""),
    ]
    layers = alt.layer(_bars(), _average_rule(), _values(halo=True), _values(halo=False), _average_label())
    chart = layers.add_params(*parameters).properties(
        width="container",
        height=chart_height(_FORCES),
        autosize=alt.AutoSizeParams(type="fit-x", contains="padding", resize=True),
    )
    styled = (
        chart.configure(font=_FONT)
        .configure_view(stroke=None)
        .configure_axis(labelColor=_INK, labelFontSize=12, domainColor=_LINE, tickColor=_LINE, gridColor="#e4e9ed")
    )
    specification: dict[str, Any] = styled.to_dict()
    return specification


def _position() -> Any:
    import altair as alt

    return alt.X(
        "drawn:Q",
        scale=alt.Scale(domain=alt.ExprRef("[low, high]"), nice=False, zero=False),
        axis=alt.Axis(title=None, labelExpr="prefix + format(datum.value, ',') + sign", tickCount=6, labelFlush=True),
    )


def _force() -> Any:
    import altair as alt

    bold = alt.ExprRef("datum.value === markedName ? 'bold' : 'normal'")
    return alt.Y(
        "force:N",
        # Named, not read from the data: a scale that is fed new rows keeps the order of the old ones.
        scale=alt.Scale(domain=alt.ExprRef("names")),
        axis=alt.Axis(title=None, ticks=False, domain=False, labelLimit=200, labelPadding=6, labelFontWeight=bold),
    )


def _bars() -> Any:
    import altair as alt

    fill = alt.when("datum.marked").then(alt.value(_MARKED)).when("datum.unverified").then(alt.value("#ffffff"))
    stroke = alt.when("datum.unverified").then(alt.value(_SOFT)).otherwise(alt.value(None))
    return (
        alt.Chart(alt.NamedData("forces"), name="bars")
        .mark_bar(height=alt.RelativeBandSize(0.78), strokeDash=[3, 2], cursor="pointer")
        .encode(
            x=_position(),
            x2=alt.datum(0),
            y=_force(),
            fill=fill.otherwise(alt.value(_BAR)),
            stroke=stroke,
            tooltip=[
                alt.Tooltip("force:N", title="Force"),
                alt.Tooltip("text:N", title="Value"),
                alt.Tooltip("difference:N", title="Difference from the average"),
                alt.Tooltip("rank:N", title="Rank"),
            ],
        )
    )


def _values(*, halo: bool) -> Any:
    """The values beyond the ends of the bars, or the white that keeps them apart from the average rule."""
    import altair as alt

    chart = alt.Chart(alt.NamedData("forces"), name="halos" if halo else "values")
    ink = alt.when("datum.cut && datum.marked").then(alt.value("#ffffff")).otherwise(alt.value(_INK))
    # Inside the bar where it is cut short at the edge of the chart.
    return chart.mark_text(
        fontSize=12,
        baseline="middle",
        strokeWidth=4,
        strokeJoin="round",
        align=alt.ExprRef("(datum.drawn < 0) === datum.cut ? 'left' : 'right'"),
        dx=alt.ExprRef("(datum.drawn < 0) === datum.cut ? 5 : -5"),
    ).encode(
        x=_position(),
        y=_force(),
        text="label:N",
        fill=ink,
        stroke=alt.when("datum.cut").then(alt.value(None)).otherwise(alt.value("#ffffff" if halo else None)),
    )


def _average_rule() -> Any:
    import altair as alt

    return (
        alt.Chart(alt.NamedData("average"), name="average_rule")
        .mark_rule(color=_AVERAGE, strokeWidth=2, strokeDash=[6, 3])
        .encode(x=alt.X("average:Q"))
    )


def _average_label() -> Any:
    import altair as alt

    # Centred on the rule, moved sideways as far as it takes to stay on the page.
    rule, half = "scale('x', datum.average)", f"length(datum.label) * {_LETTER_WIDTH / 2}"
    shift = alt.ExprRef(f"clamp({rule}, {half} - {_NAMES_WIDTH}, width - {half}) - {rule}")
    return (
        alt.Chart(alt.NamedData("average"), name="average_label")
        .mark_text(color=_AVERAGE, fontSize=12, fontWeight="bold", baseline="bottom", dx=shift)
        .encode(x=alt.X("average:Q"), y=alt.value(-4), text="label:N")
    )


def chart_libraries() -> str:
    """Vega, Vega-Lite and Vega-Embed as one plain script that leaves one name behind, `vegaEmbed`.

    The bundle declares hundreds of names; a function around it keeps them from meeting those of another script, and
    lets it be a plain script: browsers do not load modules from a file.
    """
    import vl_convert

    bundle: str = vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;")
    return f'(() => {{\n"use strict";\n{bundle}\n}})();\n'
