"use strict";
/* Who works with whom: a function and a force can be chosen, and both are in the address. The list is the record: the
   chart, the map, the counts and the sentence are made of it. */
(function () {
  const { $, $$, escaped, count, listed, state, setState } = ICM;
  const items = $$("#agreements > li").map(item => ({
    item, title: $("a", item).textContent, path: $("a", item).getAttribute("href"), over: item.hasAttribute("data-over"),
    functions: item.dataset.functions.split(" ").filter(Boolean),
    parties: item.dataset.parties.split(" ").filter(Boolean).map(party => [parseInt(party, 10), party.endsWith("*")]),
  }));
  const chart = $("#incidence"), columns = Number(chart.dataset.columns), rows = Number(chart.dataset.rows);
  const names = $$(".codes abbr", chart).map(code => code.title);
  const buttons = $$("#functions button"), other = $("#other-functions"), tiles = $$("#map button"), all = $("#all");
  const functionNames = Object.fromEntries([...buttons, ...$$("option", other || document.createElement("select"))]
    .filter(each => each.dataset.name).map(each => [each.dataset.function || each.value, each.dataset.name]));
  const forces = Object.fromEntries(tiles.map(tile => [tile.dataset.force, { name: tile.dataset.name, column: names.indexOf(tile.dataset.name) }]));

  /* ---- sentences: as in sentences/collaborations.py */
  const inSentence = name => { const second = name.slice(1, 2); return second !== second.toUpperCase() ? name[0].toLowerCase() + name.slice(1) : name; };
  const agreementsCounted = number => `${count(number)} live agreement${number === 1 ? "" : "s"}`;
  const said = (together, agreements, functionName, force) => {
    const on = functionName ? " on " + inSentence(functionName) : "";
    if (!agreements) return `No live agreement${on}${force ? ` with ${force} as a party` : ""} is recorded. That does not mean that there is none: a register may not have it.`;
    if (force) {
      const others = together ? `${count(together)} other force${together === 1 ? "" : "s"}` : "bodies that are not forces";
      return `${force} shares ${functionName ? "work" + on : "functions"} with ${others} in ${agreementsCounted(agreements)}.`;
    }
    return `${count(together)} of ${count(tiles.length)} forces share ${functionName ? "work" + on : "functions"} in ${agreementsCounted(agreements)}.`;
  };

  /* ---- a row of the chart: as in charts/incidence.py */
  const path = (name, parties) => parties.length ? `<path class="${name}" d="${parties.map(([column]) => `M${column} 0h0`).join("")}"/>` : "";
  const marks = parties => (parties.length > 1 ? `<path class="joined" d="M${parties[0][0]} 0H${parties[parties.length - 1][0]}"/>` : "")
    + path("party", parties.filter(([, leads]) => !leads)) + path("lead", parties.filter(([, leads]) => leads));
  const row = each => `<tr><th scope="row"><a href="${escaped(each.path)}">${escaped(each.title)}</a></th><td><svg viewBox="-.5 -.5 ${columns} 1" preserveAspectRatio="none" aria-hidden="true"><use href="#bands"></use>${marks(each.parties)}</svg></td></tr>`;

  let chosen = {};
  const draw = () => {
    const force = forces[chosen.force], has = each => each.parties.some(([column]) => column === force.column);
    const ofFunction = items.filter(each => !chosen.function || each.functions.includes(chosen.function));
    const live = ofFunction.filter(each => !each.over), shown = live.filter(each => !force || has(each));
    const counts = names.map((_, column) => live.filter(each => each.parties.some(party => party[0] === column)).length);
    const most = Math.max(...counts, 0);
    const together = new Set(shown.flatMap(each => each.parties.map(party => party[0])));
    if (force) together.delete(force.column);
    const name = functionNames[chosen.function] || "";
    let sentence = said(together.size, shown.length, name, force && force.name);
    if ((name || force) && shown.length && shown.length <= 5) {
      sentence += " " + shown.map(each => `${each.title}: ${$(".who", each.item).textContent}.`).join(" ");
    }
    $("#said").textContent = sentence;
    const drawable = shown.filter(each => each.parties.length);
    $("tbody", chart).innerHTML = drawable.slice(0, rows).map(row).join("");
    $("#drawn-note").hidden = drawable.length <= rows;
    const kept = new Set((all.checked ? ofFunction.filter(each => !force || has(each)) : shown).map(each => each.item));
    for (const { item } of items) item.hidden = !kept.has(item);
    $("#number").textContent = count(kept.size);
    for (const button of buttons) button.setAttribute("aria-pressed", String((button.dataset.function || "") === (chosen.function || "")));
    if (other) other.value = $$("option", other).some(option => option.value === chosen.function) ? chosen.function : "";
    for (const tile of tiles) {
      const number = counts[forces[tile.dataset.force].column];
      tile.className = "shade" + (most ? Math.ceil(number * 5 / most) : 0);
      tile.setAttribute("aria-pressed", String(tile.dataset.force === chosen.force));
      tile.setAttribute("aria-label", `${tile.dataset.name}: ${number}`);
      $("b", tile).textContent = number || "";
    }
    $("#clear").hidden = !force;
    const page = $("#force-page");
    page.hidden = !force;
    if (force) { page.href = `forces/${chosen.force}.html`; page.textContent = `Page of ${force.name}`; }
  };
  const read = () => {
    const given = state();
    chosen = { function: functionNames[given.function] ? given.function : "", force: forces[given.force] ? given.force : "", all: given.all === "yes" ? "yes" : "" };
    all.checked = chosen.all === "yes";
    draw();
  };
  const choose = change => { chosen = { ...chosen, ...change }; setState(chosen); draw(); };
  for (const button of buttons) button.addEventListener("click", () => choose({ function: button.dataset.function }));
  if (other) other.addEventListener("change", () => choose({ function: other.value }));
  for (const tile of tiles) tile.addEventListener("click", () => choose({ force: tile.dataset.force === chosen.force ? "" : tile.dataset.force }));
  $("#clear").addEventListener("click", () => choose({ force: "" }));
  all.addEventListener("change", () => choose({ all: all.checked ? "yes" : "" }));
  addEventListener("hashchange", read);
  read();
})();
