"use strict";
/* The list of functions: sorts and filters the rows that the page has; the choice is kept in the address. */
(function () {
  const { $, $$, state, setState } = window.ICM, FIRST = 25;
  const controls = { level: $("#choose-level"), area: $("#choose-area"), sort: $("#choose-sort"), name: $("#choose-name") };
  const DEFAULTS = { level: "2", area: "", sort: "sum", name: "" };
  const body = $("#functions tbody"), rows = $$("tr", body), years = $("#shown").textContent.split(",").slice(1).map(part => "," + part).join("");
  let all = false;
  const order = {
    name: (a, b) => a.dataset.name.localeCompare(b.dataset.name),
    number: key => (a, b) => b.dataset[key] - a.dataset[key] || a.dataset.name.localeCompare(b.dataset.name),
  };
  function show() {
    const asked = { ...DEFAULTS, ...state() };
    for (const name in controls) {
      if (controls[name].options && ![...controls[name].options].some(option => option.value === asked[name])) asked[name] = DEFAULTS[name];
      if (controls[name] !== document.activeElement || controls[name].options) controls[name].value = asked[name];
    }
    const typed = asked.name.toLowerCase().trim(), compare = asked.sort === "name" ? order.name : order.number(asked.sort);
    // Headings that are not like for like are last in every order.
    rows.sort((a, b) => b.dataset.like - a.dataset.like || compare(a, b));
    body.append(...rows);
    const fit = rows.filter(row => (asked.level === "all" || row.dataset.level === asked.level) && (!asked.area || row.dataset.area === asked.area) && row.dataset.name.includes(typed));
    const shown = new Set(all ? fit : fit.slice(0, FIRST));
    for (const row of rows) row.hidden = !shown.has(row);
    $("#shown").textContent = fit.length > shown.size ? `First ${shown.size} of ${fit.length} headings${years}` : `${fit.length} ${fit.length === 1 ? "heading" : "headings"}${years}`;
    $("#more-part").hidden = fit.length === shown.size;
    $("#more").textContent = `Show all ${fit.length}`;
    setState(Object.fromEntries(Object.entries(asked).filter(([name, value]) => name in DEFAULTS && value !== DEFAULTS[name])));
  }
  const choose = () => {
    const asked = Object.fromEntries(Object.entries(controls).map(([name, control]) => [name, control.value]).filter(([name, value]) => value !== DEFAULTS[name]));
    history.replaceState(null, "", "#" + new URLSearchParams(asked));
    show();
  };
  for (const name in controls) controls[name].addEventListener(name === "name" ? "input" : "change", choose);
  $("#more").addEventListener("click", () => { all = true; show(); });
  addEventListener("hashchange", show);
  $("form#controls").addEventListener("submit", event => event.preventDefault());
  $("#controls").hidden = false;
  show();
})();
