// The chart of forces: reads the choices, redraws the chart, and says the same in a sentence and in a table.
// Every figure comes from the facts in the page, which come from the release; nothing is computed here but the scale.
"use strict";
(() => {
  const byId = (id) => document.getElementById(id);
  const facts = JSON.parse(byId("position-facts").textContent);
  const specification = JSON.parse(byId("position-chart-specification").textContent);
  const controls = Object.fromEntries(
    ["function", "measure", "year", "method", "force", "full"].map((name) => [name, byId(`choose-${name}`)]));
  // A bar this many times as long as the next is truncated; at most two are.
  const CUT_BEYOND = 2.5;
  const SPACE = "\u00a0";
  const AT_THE_AVERAGE = "at the average";

  function number(value, digits, prefix = "", sign = "") {
    const text = Math.abs(value).toLocaleString("en-GB", { minimumFractionDigits: digits, maximumFractionDigits: digits });
    return `${value < 0 && /[1-9]/.test(text) ? "\u2212" : ""}${prefix}${text}${sign}`;
  }

  const short = (value, measure) => number(value, measure.digits, measure.prefix, measure.sign);
  const long = (value, measure) => number(value, measure.digits, measure.prefix, measure.unitAfter);
  const lowerFirst = (text) => text.charAt(0).toLowerCase() + text.slice(1);

  function differenceInWords(difference, measure) {
    if (difference === null || difference === undefined) return "";
    const size = number(Math.abs(difference), 1);
    if (size === "0.0") return AT_THE_AVERAGE;
    return `${size}${measure.points ? `${SPACE}percentage points` : "%"} ${difference > 0 ? "above" : "below"}`;
  }

  // Years of a measure, for the whole force or for the function chosen.
  function yearsOf(measure) {
    return controls.function.value ? (facts.byFunction[controls.function.value][measure.id] ?? {}) : measure.years;
  }

  function chosen() {
    const measure = facts.measures.find((each) => each.id === controls.measure.value);
    const year = yearsOf(measure)[controls.year.value];
    const method = facts.methods.find((each) => each.id === controls.method.value);
    const place = facts.forces.findIndex((force) => force.id === controls.force.value);
    const found = year.methods[method.id] ?? { average: null, forces: 0, reason: null, own: {}, differences: [], outliers: {} };
    const title = [facts.functions.find((each) => each.id === controls.function.value)?.name, measure.name].filter(Boolean).join(": ");
    return { measure, title, year, yearName: controls.year.value, method, made: { ...found, ...found.own[place] }, place };
  }

  // One row per force, highest first; forces without a value last, in the order of their names.
  function rowsOf({ measure, year, made, place }) {
    return facts.forces
      .map((force, at) => ({
        at,
        force: force.name,
        value: year.values[at],
        text: year.values[at] === null ? "" : long(year.values[at], measure),
        difference: differenceInWords(made.differences[at], measure),
        rank: year.ranks[at] === null ? "" : `${year.ranks[at]} of ${year.reporting}`,
        state: year.states[at] ?? "reported",
        unverified: year.states[at] !== undefined,
        marked: at === place,
      }))
      .sort((a, b) => (a.value === null) - (b.value === null) || b.value - a.value || a.at - b.at);
  }

  function cutNames(rows) {
    const sizes = rows.map((row) => Math.abs(row.value)).sort((a, b) => b - a);
    const beyond = [1, 0].find((at) => sizes.length > at + 3 && sizes[at] > CUT_BEYOND * sizes[at + 1]);
    return beyond === undefined ? [] : rows.filter((row) => Math.abs(row.value) >= sizes[beyond]).map((row) => row.force);
  }

  // The ends of the scale, with room beyond every bar for its value, in the pixels that the chart has.
  function scaleOf(bars, average) {
    const pixels = byId("position-chart").clientWidth - 130;
    const least = Math.min(0, average ?? 0);
    const most = Math.max(0, average ?? 0);
    let [low, high] = [Math.min(least, ...bars.map((bar) => bar.value)), Math.max(most, ...bars.map((bar) => bar.value))];
    for (let round = 0; round < 6; round += 1) {
      const unit = (high - low || 1) / pixels;
      const reach = (bar) => bar.value + Math.sign(bar.value || 1) * (bar.label.length * 7.4 + 10) * unit;
      low = Math.min(least, ...bars.filter((bar) => bar.value < 0).map(reach));
      high = Math.max(most, ...bars.filter((bar) => bar.value >= 0).map(reach));
    }
    return { low, high };
  }

  function drawChart(view, state, rows) {
    const { measure, made, method, place } = state;
    const drawn = rows.filter((row) => row.value !== null);
    const far = cutNames(drawn);
    const cut = controls.full.checked ? [] : far;
    const labelled = drawn.map((row) => {
      const isCut = cut.includes(row.force);
      const remark = (isCut ? " (truncated)" : "") + (row.unverified ? ` (${facts.states[row.state]})` : "");
      return { ...row, cut: isCut, label: short(row.value, measure) + remark };
    });
    const scale = scaleOf(labelled.filter((bar) => !bar.cut), made.average);
    const bars = labelled.map((bar) => ({ ...bar, drawn: Math.min(scale.high, Math.max(scale.low, bar.value)) }));
    const average = made.average === null ? [] : [{ average: made.average, label: `${method.name}: ${short(made.average, measure)}` }];
    view.signal("low", scale.low).signal("high", scale.high);
    view.signal("prefix", measure.prefix).signal("sign", measure.sign).signal("names", bars.map((bar) => bar.force));
    view.signal("markedName", facts.forces[place].name);
    view.data("forces", bars).data("average", average);
    controls.full.closest("label").hidden = far.length === 0;
    return { drawing: view.runAsync(), far, cut };
  }

  function sentenceOf({ measure, year, yearName, made, method, place }) {
    const name = facts.forces[place].name;
    const value = year.values[place];
    const state = year.states[place];
    const reported = `${year.reporting} of ${year.expected} forces reported.`;
    if (value === null) return `${yearName}: ${name} has no value, ${facts.states[state] ?? "for a reason not given"}. ${reported}`;
    const start = `${yearName}: ${name} has ${long(value, measure)}`;
    if (state !== undefined) return `${start}, ${facts.states[state]}: it has no rank and is excluded from averages. ${reported}`;
    if (made.average === null) return `${start}; no average is available for this method. ${reported}`;
    const average = `the average (${lowerFirst(method.name)}, ${made.forces} forces) of ${short(made.average, measure)}`;
    const difference = differenceInWords(made.differences[place], measure) || "against";
    const against = difference === AT_THE_AVERAGE ? "at " : `${difference} `;
    const rank = year.ranks[place] === null ? "" : `rank ${year.ranks[place]} of ${year.reporting}, counted from the highest value; `;
    return `${start}, ${against}${average}; ${rank}${reported}`;
  }

  function notesOf({ measure, year, made, method, place }, far, cut) {
    const name = facts.forces[place].name;
    const notes = year.notCompared ? [year.notCompared] : [];
    const issue = (at) => measure.issues.filter((each) => each.force === facts.forces[at].id).map((each) => each.text);
    if (year.contexts[place]) notes.push(`${name} explains: ${year.contexts[place]}`);
    if (made.outliers[place] !== undefined) notes.push(`${name} is flagged as an outlier. ${facts.reasons[made.outliers[place]]}`);
    if (year.small.includes(place)) notes.push(`${name}: the value is based on small numbers, so one post more or less changes it a lot.`);
    for (const [at, ground] of Object.entries(year.leftOut)) notes.push(`${facts.forces[at].name}: ${long(year.values[at], measure)}, excluded from every statistic. ${ground}`);
    for (const text of issue(place)) notes.push(`${name}: ${text}`);
    for (const [at, state] of Object.entries(year.states)) {
      if (Number(at) === place) continue;
      const value = year.values[at] === null ? "no value" : long(year.values[at], measure);
      notes.push([`${facts.forces[at].name}: ${value}, ${facts.states[state]}.`, ...issue(at)].join(" "));
    }
    if (cut.length) notes.push(`${cut.join(" and ")}: the value is so far from the others that the bar is truncated.`);
    if (made.reason) notes.push(made.reason);
    notes.push(`Numerator: ${measure.numerator}. Denominator: ${measure.denominator}${year.population ? ` (mid-${year.population})` : ""}.`);
    if (measure.caveat) notes.push(measure.caveat);
    for (const each of measure.issues.filter((each) => each.force === null)) notes.push(each.text);
    notes.push(`${method.name}: ${method.definition}`);
    if (measure.neutral) notes.push("A high value is neither good nor bad in itself.");
    return notes;
  }

  function fill(element, tag, texts) {
    element.replaceChildren(...texts.map((text) => Object.assign(document.createElement(tag), { textContent: text })));
  }

  function fillTable(rows, { measure }) {
    byId("position-rows").replaceChildren(...rows.map((row) => {
      const line = document.createElement("tr");
      if (row.marked) line.className = "marked";
      const cell = (tag, text, kind) => {
        const element = line.appendChild(Object.assign(document.createElement(tag), { textContent: text }));
        if (kind) element.className = kind;
        return element;
      };
      cell("th", row.force).scope = "row";
      cell("td", row.value === null ? "" : short(row.value, measure), "number");
      cell("td", row.difference, "number");
      cell("td", row.rank.split(" ")[0], "number");
      cell("td", facts.states[row.state] ?? row.state);
      return line;
    }));
  }

  // Measures that have no value for the function chosen are not offered.
  function listMeasures() {
    for (const option of controls.measure.options) {
      const years = yearsOf(facts.measures.find((each) => each.id === option.value));
      option.hidden = option.disabled = Object.keys(years).length === 0;
    }
    for (const group of controls.measure.querySelectorAll("optgroup")) group.hidden = [...group.children].every((each) => each.hidden);
    if (controls.measure.selectedOptions[0].disabled) controls.measure.value = [...controls.measure.options].find((each) => !each.disabled).value;
    listYears();
  }

  function listYears() {
    const wanted = controls.year.value;
    const years = Object.keys(yearsOf(facts.measures.find((each) => each.id === controls.measure.value))).sort().reverse();
    fill(controls.year, "option", years);
    if (years.includes(wanted)) controls.year.value = wanted;
  }

  async function draw(view) {
    const state = chosen();
    const rows = rowsOf(state);
    const { drawing, far, cut } = drawChart(view, state, rows);
    const sentence = sentenceOf(state);
    byId("position-heading").textContent = `${state.title}, ${state.yearName} (${state.measure.unit})`;
    byId("position-sentence").textContent = sentence;
    fill(byId("position-notes"), "li", notesOf(state, far, cut));
    byId("position-caption").textContent =
      `${state.title}, ${state.yearName}, ${state.measure.unit}, compared with the ${lowerFirst(state.method.name)}`
      + (state.made.average === null ? "" : ` of ${short(state.made.average, state.measure)}`);
    fillTable(rows, state);
    byId("position-chart").setAttribute("aria-label", `Bar chart with one bar per force, highest first. ${sentence}`);
    await drawing;
    // Shows tests and other automation that the drawing is done.
    byId("position-chart").dataset.drawn = [state.measure.id, state.yearName, state.method.id, facts.forces[state.place].id].join(" ");
  }

  async function start() {
    if (facts.opening) {
      controls.function.value = facts.opening.function;
      controls.measure.value = facts.opening.measure;
    }
    listMeasures();
    // ast: an interpreter of syntax trees in place of eval, which the page forbids.
    const { view } = await vegaEmbed("#position-chart", specification,
      { mode: "vega-lite", renderer: "svg", actions: false, ast: true });
    controls.function.addEventListener("change", listMeasures);
    controls.measure.addEventListener("change", listYears);
    for (const control of Object.values(controls)) control.addEventListener("change", () => draw(view));
    window.addEventListener("resize", () => draw(view));
    view.addEventListener("click", (event, item) => {
      if (item?.datum?.at === undefined) return;
      controls.force.value = facts.forces[item.datum.at].id;
      draw(view);
    });
    await draw(view);
    byId("position-controls").hidden = false;
  }

  start().catch((problem) => {
    byId("position-chart").textContent = `The chart could not be drawn (${problem.message}). The table below shows its first view.`;
    throw problem;
  });
})();
