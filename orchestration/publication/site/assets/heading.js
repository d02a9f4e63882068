"use strict";
/* The page of a heading: the view that is chosen, kept in the address, and everything that shows it. Values, averages,
   ranks, differences and gaps are those of the release; nothing is computed here but where marks are. */
(function () {
  const { $, $$, data, escaped, fixed, money, percent, state, setState, address } = window.ICM;
  const { written, withUnit, difference, averageName, position, spread, counted, uncounted } = window.ICM_HEADINGS;
  const charts = window.ICM_CHARTS, facts = data("facts"), up = document.body.dataset.up;
  const controls = { measure: $("#choose-measure"), force: $("#choose-force"), year: $("#choose-year"), compare: $("#choose-compare"), average: $("#choose-average") };
  const opening = facts.measures[0], held = { [opening.id]: facts.years }, waiting = {};
  const byId = (list, id) => list.find(each => each.id === id);
  const capital = text => text[0].toUpperCase() + text.slice(1);
  const illustrative = Boolean($(".illus"));
  const WARNING = "Illustrative data. Figures include data made for training and tests. Do not quote them.";
  const latest = years => Object.keys(years).filter(year => years[year].reporting || Object.keys(years).length === 1).sort().pop() || Object.keys(years).sort().pop();

  /* Figures of a measure that the page did not come with are a script of their own: a page opened from a folder can
     load nothing else. */
  window.ICM_MEASURE = (id, years) => { held[id] = years; for (const done of waiting[id] || []) done(); delete waiting[id]; };
  function load(id, done) {
    if (held[id]) return done();
    if (waiting[id]) return waiting[id].push(done);
    waiting[id] = [done];
    const script = document.createElement("script");
    script.src = `${up}data/${facts.heading.id}/${id}.js`;
    script.onerror = () => { $("#sentence").textContent = `The figures of this measure are not in the folder: data/${facts.heading.id}/${id}.js. Copy the whole folder of the release.`; };
    document.head.append(script);
  }

  /* ---- the view */
  const DEFAULTS = () => ({ measure: opening.id, force: "", compare: "region", average: facts.methods[0].id });
  function wanted() {
    const asked = { ...DEFAULTS(), ...state() };
    if (!byId(facts.measures, asked.measure)) asked.measure = opening.id;
    if (!byId(facts.forces, asked.force)) asked.force = "";
    if (!byId(facts.methods, asked.average)) asked.average = facts.methods[0].id;
    if (![...controls.compare.options].some(option => option.value === asked.compare)) asked.compare = "region";
    return asked;
  }
  function viewOf(measure, method, yearName, year, place) {
    const made = year.methods[method.id] || { differences: [], percentages: [], gaps: [], outside: [], outliers: {} };
    let average = made.average === undefined ? null : made.average, number = made.counted || 0;
    if (method.peers) [average, number] = (made.own || {})[place] || [null, 0];
    const given = year.states[place] || "reported", or = value => value === undefined ? null : value;
    return { verb: measure.verb, label: measure.label, form: measure.form, gap_unit: measure.gap_unit, per_person: measure.per_person,
      phrase: facts.heading.phrase, year: yearName, method, average, counted: number, why: made.why || "", p10: or(made.p10), p90: or(made.p90),
      opportunity: or(made.opportunity), not_comparable: year.not_comparable, reporting: year.reporting, outside: made.outside.map(each => facts.forces[each].name),
      force: place < 0 ? null : facts.forces[place].name, value: or(year.values[place]), rank: or(year.ranks[place]), difference: or(made.differences[place]),
      pct: or(made.percentages[place]), gap: or(made.gaps[place]), in_average: !made.outside.includes(place), state: given, state_words: facts.states[given] || given.replace(/_/g, " "),
      ground: or(year.grounds[place]), made };
  }
  window.ICM_VIEW = { facts, held, viewOf };

  /* Who is marked beside the force chosen, what they are called, and their average. */
  function neighbours(asked, year, yearName, place) {
    if (place < 0 || asked.compare === "none") return { marked: [], name: "", average: null };
    if (asked.compare === "region") {
      const region = facts.forces[place].region, marked = facts.forces.map((force, i) => force.region === region ? i : -1).filter(i => i >= 0 && i !== place);
      return { marked, name: `rest of ${region}`, average: year.regions[region] === undefined ? null : year.regions[region], label: `${region}, weighted average` };
    }
    const group = (facts.peers[asked.compare] || []).find(each => each.from <= yearName && yearName <= each.to);
    const marked = ((group || { of: {} }).of[place] || []).filter(i => i !== place), own = ((year.methods[asked.compare] || {}).own || {})[place];
    return { marked, name: marked.length ? "its peers" : "", average: own ? own[0] : null, label: "Its peers, weighted average" };
  }

  const barsOf = (measure, year, made, place, marked, far = (year.methods[facts.methods[0].id] || { outside: [] }).outside) => facts.forces.map((force, i) => ({ ...force, place: i, value: year.values[i], far: far.includes(i), outside: made.outside.includes(i) || Boolean(year.states[i] || year.grounds[i]) }))
    .filter(each => each.value !== null).sort((a, b) => b.value - a.value || a.place - b.place)
    .map(each => ({ ...each, shown: written(measure.form, each.value), uncertain: Boolean(year.states[each.place]),
      kind: each.place === place ? "chosen" : marked.includes(each.place) ? "marked" : each.outside ? "outside" : "other" }))
    .map(each => ({ ...each, hatched: each.kind === "other" && Boolean(year.not_comparable) || each.kind === "outside" && each.uncertain }));

  let current = null;
  function show() {
    const asked = wanted();
    load(asked.measure, () => {
      const measure = byId(facts.measures, asked.measure), years = held[asked.measure];
      const names = Object.keys(years).sort().reverse();
      if (!names.includes(asked.year)) asked.year = latest(years);
      const method = byId(facts.methods, asked.average), place = facts.forces.findIndex(force => force.id === asked.force), year = years[asked.year];
      controls.year.replaceChildren(...names.map(name => new Option(name, name)));
      for (const name in controls) controls[name].value = asked[name];
      draw({ asked, measure, years, method, place, year });
      setState({ measure: asked.measure === opening.id ? "" : asked.measure, force: asked.force, year: asked.year === latest(years) ? "" : asked.year,
        compare: asked.compare === "region" ? "" : asked.compare, average: asked.average === facts.methods[0].id ? "" : asked.average });
      $("#link").value = location.href.split("#")[0] + address(asked);
    });
  }

  function draw(chosen) {
    const { asked, measure, method, place, year } = chosen, view = viewOf(measure, method, asked.year, year, place);
    const near = neighbours(asked, year, asked.year, place), bars = barsOf(measure, year, view.made, place, near.marked), sentence = place < 0 ? spread(view) : position(view);
    const averages = [];
    if (view.average !== null) averages.push({ value: view.average, label: `${capital(averageName(view).slice(4))}: ${written(measure.form, view.average)}` });
    if (near.average !== null && asked.compare !== asked.average) averages.push({ value: near.average, own: true, label: `${near.label} (dashed): ${written(measure.form, near.average)}` });
    const shown = { bars, averages, written: value => written(measure.form, value) }, room = $("#chart").clientWidth;
    const drawing = room < 700 ? charts.asRows(shown, room) : charts.upright(shown);
    current = { ...chosen, view, sentence, near, drawing: charts.upright(shown) };
    $("#sentence").textContent = sentence;
    $("#chart-title").textContent = `${measure.name}, ${asked.year}`;
    $("#chart").innerHTML = bars.length ? charts.svg(drawing, sentence) : "<p>No force has a figure for this year.</p>";
    $("#chart").dataset.drawn = [asked.measure, asked.year, asked.average, asked.force || "none", asked.compare].join(" ");
    $("#counted").textContent = counted(view);
    $("#key").innerHTML = place < 0 ? "" : `<span class="key-chosen">${escaped(view.force)}</span> ${near.name ? `<span class="key-region">${escaped(near.name)}</span> ` : ""}<span class="key-other">other forces</span> `;
    $("#like-for-like").hidden = !view.not_comparable;
    $("#not-comparable").textContent = view.not_comparable;
    notes(view, measure, year, method, place);
    table(view, measure, year, place, near.marked);
    multiples(chosen, near.marked);
    downloads();
  }

  const gapOf = (measure, gap) => gap === null || gap === undefined ? null : measure.gap_unit === "FTE" ? `${fixed(gap, 0, "", "", true)} FTE` : money(gap, true);
  function table(view, measure, year, place, marked) {
    const rows = facts.forces.map((force, i) => ({ force, i, value: year.values[i] })).sort((a, b) => (a.value === null) - (b.value === null) || b.value - a.value || a.i - b.i);
    $("#table-title").textContent = `${measure.name}, ${view.year}, highest first`;
    $("#rows").innerHTML = rows.map(({ force, i, value }) => {
      const each = viewOf(measure, view.method, view.year, year, i), part = [each.rank, null, force.region, value === null ? null : written(measure.form, value),
        each.difference === null ? null : difference(measure.form, each.difference, true), each.pct === null || measure.form.points ? null : percent(each.pct, true), gapOf(measure, each.gap)];
      const kind = i === place ? "chosen" : marked.includes(i) ? "region" : value === null || !each.in_average ? "uncounted" : "";
      const cell = (said, number) => `<td${number ? ' class="number"' : ""}>${said === null ? "–" : escaped(said)}</td>`;
      return `<tr class="${kind}">${cell(part[0], 1)}<th scope="row"><a href="${up}forces/${force.id}.html">${escaped(force.name)}</a></th>${cell(part[2])}${part.slice(3).map(said => cell(said, 1)).join("")}${cell(each.state_words)}</tr>`;
    }).join("");
  }

  function notes(view, measure, year, method, place) {
    const items = [], line = (title, why) => `<li><strong>${escaped(title)}</strong><small>${escaped(why)}</small></li>`;
    const known = i => measure.issues.filter(issue => issue.force === facts.forces[i].id).map(issue => issue.said);
    facts.forces.forEach((force, i) => {
      const value = year.values[i], given = year.states[i] || (value === null ? "not_reported" : "reported"), ground = year.grounds[i] || null;
      if (given === "reported" && !ground && !view.made.outside.includes(i)) return;
      items.push(line(...uncounted(force.name, value === null ? null : withUnit(measure.form, value), given, facts.states[given] || given, ground, known(i))));
    });
    if (place >= 0) {
      if (year.contexts[place]) items.unshift(line(`${view.force} explains`, year.contexts[place]));
      if (view.made.outliers[place]) items.unshift(line(`${view.force} is flagged as an outlier`, view.made.outliers[place]));
      if (year.small.includes(place)) items.unshift(line(`${view.force} has small numbers`, "One post more or less changes the value a lot."));
    }
    $("#uncounted").innerHTML = items.join("") || line("No force is left out", "Every force reported a figure that is counted.");
    $("#measure-said").textContent = `${measure.numerator}, divided by: ${measure.denominator}${year.population ? ` (mid-${year.population})` : ""}.`;
    $("#average-said").textContent = method.definition;
    $("#caveat").textContent = measure.caveat || "None.";
    const issues = measure.issues.filter(issue => !issue.force);
    $("#issues").innerHTML = issues.map(issue => `<li>${escaped(issue.said)}</li>`).join("") || `<li>None that concerns every force. <a href="${up}issues.html">All known issues</a></li>`;
  }

  function multiples({ asked, measure, years, method, place }, marked) {
    const names = Object.keys(years).sort(), of = names.map(name => ({ name, year: years[name], view: viewOf(measure, method, name, years[name], place), bars: barsOf(measure, years[name], (years[name].methods[method.id] || { outside: [] }), place, marked) }));
    const scale = charts.scaleOf(of.flatMap(each => each.bars), of.filter(each => each.view.average !== null).map(each => ({ value: each.view.average })));
    $("#years-part").hidden = names.length < 2;
    $("#years").innerHTML = of.map(({ name, year, view, bars }) => {
      const value = place >= 0 ? (view.value === null ? "no figure" : written(measure.form, view.value)) : "", average = view.average === null ? "no average" : `average ${written(measure.form, view.average)}`;
      const remarks = [year.not_comparable ? "Not like for like." : "", year.break ? "Not comparable with earlier years." : ""].filter(Boolean).join(" ");
      const said = `${name}: ${[value, average].filter(Boolean).join(", ")}. ${remarks}`;
      return `<div class="multiple"><button type="button" class="year" data-year="${name}"${name === asked.year ? ' aria-current="true"' : ""}>${name}</button>${charts.svg(charts.small(bars, view.average, scale), said)}<p>${value ? `<strong>${value}</strong>, ` : ""}${average}${remarks ? `. ${remarks}` : ""}</p></div>`;
    }).join("");
    const breaks = of.filter(each => each.year.break).map(each => `${each.name}: ${each.year.break}`);
    $("#years-note").textContent = breaks.length ? ` ${breaks.join(" ")}` : "";
  }

  /* ---- downloads of the view that is shown; without a script they are those of the opening view */
  const source = () => `${illustrative ? WARNING + " " : ""}${$("#release-line").textContent} ${$("#link").value}`;
  const drawn = () => charts.whole(current.drawing, `${facts.heading.name}: ${current.measure.name}, ${current.view.year}`, [current.sentence, counted(current.view)], source());
  const quoted = value => value === null || value === undefined ? "" : /[",\n]/.test(value) ? `"${String(value).replace(/"/g, '""')}"` : value;
  const csv = () => {
    const { measure, years, method } = current, head = ["heading_id", "measure_id", "financial_year", "force_id", "force_name", "value", "reported_state", "rank_desc", "forces_reporting", "average_method", "average_value", "difference", "difference_pct", "gap"];
    const rows = Object.keys(years).sort().flatMap(name => facts.forces.map((force, i) => {
      const each = viewOf(measure, method, name, years[name], i);
      return [facts.heading.id, measure.id, name, force.id, force.name, each.value, each.state, each.rank, years[name].reporting, method.id, each.average, each.difference, each.pct, each.gap];
    }));
    return [...(illustrative ? [[WARNING]] : []), head, ...rows].map(row => row.map(quoted).join(",")).join("\n") + "\n";
  };
  function save(content, kind, name) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], { type: kind }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  }
  const fileName = ending => `${facts.heading.id.replace(/\//g, "-")}-${current.measure.id}.${ending}`;
  function downloads() {
    if (!$("#get-png")) $("#get-svg").insertAdjacentHTML("afterend", ' <a id="get-png" href="#" download>PNG</a>');
    $("#get-csv").onclick = event => { event.preventDefault(); save(csv(), "text/csv", fileName("csv")); };
    $("#get-svg").onclick = event => { event.preventDefault(); save(charts.file(drawn()), "image/svg+xml", fileName("svg")); };
    $("#get-png").onclick = event => { event.preventDefault(); charts.picture(drawn(), blob => save(blob, "image/png", fileName("png"))); };
  }

  /* ---- choosing */
  const choose = changed => { const asked = { ...wanted(), ...changed }; history.replaceState(null, "", address(asked)); show(); };
  for (const name in controls) controls[name].addEventListener("change", () => choose({ [name]: controls[name].value }));
  $("#chart").addEventListener("click", event => { const hit = event.target.closest(".bar"); if (hit) choose({ force: hit.dataset.force }); });
  $("#years").addEventListener("click", event => { const hit = event.target.closest(".year"); if (hit) choose({ year: hit.dataset.year }); });
  $("#link").addEventListener("focus", event => event.target.select());
  addEventListener("hashchange", show);
  let last = innerWidth;
  addEventListener("resize", () => { if (innerWidth !== last) { last = innerWidth; show(); } });
  $("#controls").hidden = false;
  show();
})();
