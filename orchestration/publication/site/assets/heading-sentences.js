"use strict";
/* Sentences of the pages of functions, as site/sentences/headings.py writes them, from the same facts; and values in
   the form of their measure, as site/number_forms.py. A test compares them for every force. */
window.ICM_HEADINGS = (function () {
  const { fixed, perHead, percent, count, ordinal, listed, moneyInWords, area } = window.ICM, SPACE = "\u00a0";
  const written = (form, value, plus) => form.kind === "per_head" ? perHead(value, plus)
    : form.kind === "percent" ? percent(value, plus) : fixed(value, form.digits, form.before, "", plus);
  const withUnit = (form, value) => written(form, value) + form.unit;
  const difference = (form, value, plus) => form.points ? fixed(value, 1, "", SPACE + "percentage points", plus) : written(form, value, plus);
  const UNCOUNTED = "It is shown but not counted in the average or the ranks";

  const averageName = view => {
    const weighted = view.method.weighted ? "weighted " : "";
    if (view.method.peers) return `the ${weighted}average of its ${view.counted} peers`;
    return `the ${weighted}average of the ${view.counted} forces${view.method.london_out ? ` outside ${area}` : area && `, ${area} included`}`;
  };
  const subject = view => view.verb ? view.phrase : view.label;
  const had = (view, who, value) => view.verb ? `${who} ${view.verb} ${value} on ${view.phrase} in ${view.year}` : `${who} had ${value} in ${view.year} (${view.label})`;

  const against = view => {
    if (view.average === null || view.difference === null || view.state !== "reported") return "";
    const size = difference(view.form, Math.abs(view.difference));
    if (size === difference(view.form, 0)) return `, the same as ${averageName(view)}`;
    const share = view.form.points || view.pct === null ? "" : ` (${percent(Math.abs(view.pct))})`;
    return `, ${size}${share} ${view.difference > 0 ? "more" : "less"} than ${averageName(view)}`;
  };
  const gap = view => {
    const side = view.gap > 0 ? "above" : "below";
    if (view.gap_unit === "FTE") return `The gap is ${count(Math.abs(view.gap))}${SPACE}FTE ${side} the average.`;
    return `${view.per_person ? "Over its population" : "In total"} the gap is ${moneyInWords(Math.abs(view.gap))} ${side} the average.`;
  };
  const more = view => {
    if (view.state !== "reported") return [`The figure is ${view.state_words}. ${UNCOUNTED}.`];
    if (view.ground) return [`${UNCOUNTED}: ${view.ground}`];
    const said = [];
    if (view.rank !== null) {
      const place = view.rank === 1 ? "highest" : view.rank === view.reporting ? "lowest" : `${ordinal(view.rank)}${SPACE}highest`;
      said.push(`It is the ${place} of the ${view.reporting} forces that reported.`);
    }
    if (view.average === null) said.push(`There is no average. ${view.why}`);
    else if (!view.in_average) said.push("It is not counted in this average.");
    if (view.not_comparable) said.push("Forces record this heading in different ways, so the difference does not show cost.");
    else if (view.gap) said.push(gap(view));
    return said;
  };

  const position = view => view.value === null
    ? `${view.force} has no figure for ${subject(view)} in ${view.year}: ${view.state_words}.`
    : [`${had(view, view.force, withUnit(view.form, view.value))}${against(view)}.`, ...more(view)].join(" ");

  const spread = view => {
    if (view.p10 === null || view.average === null) return `There is no average for ${subject(view)} in ${view.year}. ${view.why || ""}`.trim();
    const who = `The middle 80% of forces${view.method.london_out ? ` outside ${area}` : ""}`;
    const said = [`${had(view, who, `${written(view.form, view.p10)} to ${withUnit(view.form, view.p90)}`)}; the average is ${written(view.form, view.average)}.`];
    if (view.not_comparable) said.push(`This heading is not like for like. ${view.not_comparable}`);
    else if (view.opportunity) said.push(`Forces above the average ${view.verb || "had"} ${moneyInWords(view.opportunity)} more than at the average.`);
    return said.join(" ");
  };

  const counted = view => {
    if (view.average === null && !view.method.peers) return `There is no average in ${view.year}.`;
    if (view.method.peers) return "Each force is compared with the average of its own peers.";
    if (!view.method.london_out) return `${area ? `${area} is counted: the` : "The"} average is of all ${view.counted} forces that reported.`;
    const out = view.outside;
    if (!out.length) return `${area} is not counted: the average is of the ${view.counted} forces outside ${area}.`;
    return `${area} is not counted: ${listed(out)} ${out.length === 1 ? "is" : "are"} shown, but the average is of the ${view.counted} forces outside ${area}.`;
  };

  const uncounted = (name, value, state, words, ground, issues) => {
    const why = state !== "reported" ? `${words[0].toUpperCase()}${words.slice(1)}.` : ground || `The average leaves ${area} out.`;
    return [`${name}, ${value === null ? "no figure" : value}`, [why, ...issues].join(" ")];
  };

  return { written, withUnit, difference, averageName, position, spread, counted, uncounted };
})();
