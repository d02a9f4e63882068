"use strict";
/* All measures in one table. What stands in rows and columns is chosen; each other dimension is held at one value, so
   that a cell is one published figure: nothing is added up here. A measure's file is loaded when it is first shown. */
(function () {
  const { $, data, escaped, fixed, state, setState, address } = window.ICM;
  const index = data("explore-index");
  if (!index) return;
  const remark = data("explore-remark"), up = document.body.dataset.up || "";
  const DIMENSIONS = { force: "Force", year: "Year", heading: "Function", measure: "Measure" };
  const FIGURES = { value: "Value", average: "Average", gap: "Gap to the average", rank: "Rank" };
  const NO_ROW = "no figure";
  const lists = {
    force: index.forces, heading: index.headings, measure: index.measures,
    year: index.years.map(year => ({ id: year, name: year })),
  };
  const at = {};
  for (const name in lists) at[name] = new Map(lists[name].map((each, i) => [each.id, i]));

  /* ---- data files: each calls ICM_EXPLORE with its measure and blocks */
  const loaded = new Map(), waiting = new Map();
  window.ICM_EXPLORE = (measure, blocks) => loaded.set(measure, new Map(blocks.map(block => [block[0] + " " + block[1], block])));
  const load = measure => {
    if (loaded.has(measure)) return Promise.resolve();
    if (!waiting.has(measure)) waiting.set(measure, new Promise((done, failed) => {
      const script = document.createElement("script");
      script.src = up + "data/explore/" + encodeURIComponent(measure) + ".js";
      script.onload = done;
      script.onerror = () => failed(new Error("The file " + script.src + " is missing."));
      document.head.append(script);
    }));
    return waiting.get(measure);
  };

  /* ---- what is chosen */
  const first = index.measures[0];
  const whole = measure => (measure.headings.map(i => index.headings[i]).find(each => each.id === "all-functions") || index.headings[measure.headings[0]]).id;
  const DEFAULTS = { rows: "force", columns: "year", figure: "value", measure: first.id, heading: whole(first), force: index.forces[0].id, year: index.years[index.years.length - 1], region: "", find: "", sort: "", down: "" };
  const known = (chosen, name, among) => (among.has(chosen[name]) ? chosen[name] : DEFAULTS[name]);
  const read = () => {
    const given = { ...DEFAULTS, ...state() };
    given.rows = known(given, "rows", new Set(Object.keys(DIMENSIONS)));
    given.columns = known(given, "columns", new Set(Object.keys(DIMENSIONS)));
    given.figure = known(given, "figure", new Set(Object.keys(FIGURES)));
    for (const name in lists) given[name] = known(given, name, at[name]);
    if (given.rows === given.columns) given.columns = given.rows === "year" ? "force" : "year";
    return given;
  };
  let chosen = read();

  const shown = name => name === chosen.rows || name === chosen.columns;
  const along = name => {
    let all = lists[name];
    if (name === "heading" && !shown("measure")) { const own = new Set(index.measures[at.measure.get(chosen.measure)].headings); all = all.filter((_, i) => own.has(i)); }
    if (name === "measure" && !shown("heading")) { const own = at.heading.get(chosen.heading); all = all.filter(each => each.headings.includes(own)); }
    if (name === "force" && chosen.region) all = all.filter(each => each.region === chosen.region);
    return all;
  };
  const cell = where => {
    const blocks = loaded.get(where.measure), block = blocks && blocks.get(where.heading + " " + where.year);
    if (!block) return { text: NO_ROW };
    const [, , average, alike, values, ranks, gaps, states] = block;
    const i = at.force.get(where.force), measure = index.measures[at.measure.get(where.measure)];
    const star = alike === false ? " *" : "";
    const number = chosen.figure === "average" ? average : chosen.figure === "rank" ? ranks[i] : chosen.figure === "gap" ? gaps[i] : values[i];
    if (number === null || number === undefined) return { text: index.states[states[i] || 0] || NO_ROW };
    const text = chosen.figure === "rank" ? String(number)
      : chosen.figure === "gap" ? fixed(number, measure.gap ? 0 : 1, measure.gap, "", true)
      : fixed(number, measure.digits, measure.before);
    return { number, text: text + star + (states[i] && chosen.figure === "value" ? " (" + index.states[states[i]] + ")" : "") };
  };

  /* ---- drawing */
  let table = { heads: [], rows: [] };
  const compute = () => {
    const rows = along(chosen.rows), columns = along(chosen.columns), fixedAt = {};
    for (const name in DIMENSIONS) fixedAt[name] = chosen[name];
    let lines = rows.map(row => ({
      name: row.name,
      cells: columns.map(column => cell({ ...fixedAt, [chosen.rows]: row.id, [chosen.columns]: column.id })),
    }));
    const has = each => each.text !== NO_ROW;
    const filled = columns.map((_, i) => lines.some(line => has(line.cells[i])));
    lines = lines.map(line => ({ ...line, cells: line.cells.filter((_, i) => filled[i]) })).filter(line => chosen.rows === "force" || line.cells.some(has));
    const find = chosen.find.trim().toLowerCase();
    if (find) lines = lines.filter(line => line.name.toLowerCase().includes(find));
    const heads = columns.filter((_, i) => filled[i]);
    const by = heads.findIndex(head => head.id === chosen.sort);
    if (by >= 0) {
      const sign = chosen.down ? -1 : 1;
      lines.sort((a, b) => {
        const x = a.cells[by].number, y = b.cells[by].number;
        return (x === undefined) - (y === undefined) || (x === undefined ? 0 : sign * (x - y)) || a.name.localeCompare(b.name);
      });
    }
    table = { heads, lines, by };
  };
  const held = () => Object.keys(DIMENSIONS).filter(name => !shown(name)).map(name => {
    const each = lists[name][at[name].get(chosen[name])];
    return name === "measure" ? `${each.name} (${each.unit})` : each.name;
  });
  const sentence = () => `${FIGURES[chosen.figure]}: ${held().join(", ")}. ${DIMENSIONS[chosen.rows]} by ${DIMENSIONS[chosen.columns].toLowerCase()}, ${table.lines.length} rows.`;
  const draw = () => {
    compute();
    $("#explore-sentence").textContent = sentence();
    const head = table.heads.map((each, i) => `<th scope="col" class="number"${i === table.by ? ` aria-sort="${chosen.down ? "descending" : "ascending"}"` : ""}><button type="button" data-sort="${escaped(each.id)}">${escaped(each.name)}</button></th>`).join("");
    const body = table.lines.map(line => `<tr><th scope="row">${escaped(line.name)}</th>${line.cells.map(each => `<td class="number${each.number === undefined ? " missing" : ""}">${escaped(each.text)}</td>`).join("")}</tr>`).join("");
    $("#explore-table").innerHTML = `<caption>${escaped(held().join(", "))}</caption><thead><tr><th scope="col"><button type="button" data-sort="">${DIMENSIONS[chosen.rows]}</button></th>${head}</tr></thead><tbody>${body}</tbody>`;
    $("#explore-table").dataset.drawn = JSON.stringify(chosen);
    const given = {};
    for (const name in chosen) if (chosen[name] !== DEFAULTS[name]) given[name] = chosen[name];
    setState(given);
    $("#link").value = location.href.split("#")[0] + address(chosen);
  };
  const redraw = () => {
    for (const name in DIMENSIONS) {
      $("#" + name).disabled = shown(name);
      $("#" + name).value = chosen[name];
    }
    fill($("#heading"), along("heading"), chosen.heading);
    if (!shown("heading") && !shown("measure") && !along("heading").some(each => each.id === chosen.heading)) {
      chosen.heading = whole(index.measures[at.measure.get(chosen.measure)]);
      fill($("#heading"), along("heading"), chosen.heading);
    }
    for (const name of ["rows", "columns", "figure", "region", "find"]) $("#" + name).value = chosen[name];
    const wanted = shown("measure") ? along("measure").map(each => each.id) : [chosen.measure];
    const asked = JSON.stringify(chosen);
    return Promise.all(wanted.map(load)).then(() => { if (JSON.stringify(chosen) === asked) draw(); })
      .catch(problem => { $("#explore-sentence").textContent = problem.message + " Copy the whole folder of the release."; });
  };
  const fill = (control, options, value) => {
    control.innerHTML = options.map(each => `<option value="${escaped(each.id)}">${escaped(each.name)}</option>`).join("");
    control.value = value;
  };
  const named = words => Object.entries(words).map(([id, name]) => ({ id, name }));
  fill($("#rows"), named(DIMENSIONS), chosen.rows);
  fill($("#columns"), named(DIMENSIONS), chosen.columns);
  fill($("#figure"), named(FIGURES), chosen.figure);
  for (const name in lists) fill($("#" + name), lists[name], chosen[name]);
  fill($("#region"), [{ id: "", name: "All" }, ...[...new Set(index.forces.map(each => each.region))].filter(Boolean).sort().map(name => ({ id: name, name }))], chosen.region);

  $("#choices").addEventListener("change", event => {
    const name = event.target.id;
    if (name === "find") return;
    const before = chosen[name];
    chosen[name] = event.target.value;
    if (name === "rows" && chosen.columns === chosen.rows) chosen.columns = before;
    if (name === "columns" && chosen.rows === chosen.columns) chosen.rows = before;
    chosen.sort = chosen.down = "";
    redraw();
  });
  $("#find").addEventListener("input", event => { chosen.find = event.target.value; draw(); });
  $("#choices").addEventListener("submit", event => event.preventDefault());
  $("#explore-table").addEventListener("click", event => {
    const button = event.target.closest("button[data-sort]");
    if (!button) return;
    const id = button.dataset.sort;
    chosen.down = id && chosen.sort === id && chosen.down ? "" : id ? "1" : "";
    chosen.sort = id;
    draw();
    focusOn(id);
  });
  const focusOn = id => { const button = [...document.querySelectorAll("#explore-table button")].find(each => each.dataset.sort === id); if (button) button.focus(); };
  $("#download").addEventListener("click", () => {
    const quoted = text => (/[",\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text);
    const lines = [
      ...(remark ? [[remark]] : []), [sentence()],
      [DIMENSIONS[chosen.rows], ...table.heads.map(each => each.name)],
      ...table.lines.map(line => [line.name, ...line.cells.map(each => (each.number === undefined ? each.text : String(each.number)))]),
    ];
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob(["\ufeff" + lines.map(line => line.map(quoted).join(",")).join("\r\n") + "\r\n"], { type: "text/csv" }));
    link.download = "explore.csv";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  });
  addEventListener("hashchange", () => { chosen = read(); redraw(); });
  $("#choices").hidden = $("#explore-links").hidden = false;
  redraw();
})();
