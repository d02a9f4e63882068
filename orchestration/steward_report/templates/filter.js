"use strict";
// Shows the rows of a page that match the chosen filters. Without this script every row is shown.
(() => {
  const bar = document.querySelector("#filters");
  if (!bar) return;
  const rows = [...document.querySelectorAll("[data-row]")];
  const groups = [...document.querySelectorAll("[data-group]")];
  const selects = [...bar.querySelectorAll("select")];
  const text = bar.querySelector("input");
  const said = bar.querySelector("[role=status]");
  const wordsOf = new Map(rows.map((row) => {
    const group = row.closest("[data-group]");
    const title = group ? group.querySelector("h3").textContent : "";
    return [row, `${title} ${row.textContent}`.toLowerCase()];
  }));

  const apply = () => {
    const wanted = text.value.trim().toLowerCase();
    let shown = 0;
    for (const row of rows) {
      const fits = selects.every((select) => !select.value || row.dataset[select.name] === select.value)
        && wordsOf.get(row).includes(wanted);
      row.hidden = !fits;
      shown += fits ? 1 : 0;
    }
    for (const group of groups) {
      group.hidden = !group.querySelector("[data-row]:not([hidden])");
      const fold = group.closest("details");
      if (fold && !group.hidden && shown < rows.length) fold.open = true;
    }
    said.textContent = `${shown} of ${rows.length} listed here shown.`;
  };

  const follow = () => {
    const target = location.hash ? document.getElementById(decodeURIComponent(location.hash.slice(1))) : null;
    if (!target || !target.dataset.chooseReturn) return;
    const choices = { return: target.dataset.chooseReturn, year: target.dataset.chooseYear };
    const known = selects.filter((select) => select.name in choices
      && [...select.options].some((option) => option.value === choices[select.name]));
    if (known.length === 2) {
      for (const select of known) select.value = choices[select.name];
      apply();
    }
  };

  bar.hidden = false;
  bar.addEventListener("input", apply);
  bar.querySelector("button").addEventListener("click", () => {
    for (const select of selects) select.value = "";
    text.value = "";
    apply();
    text.focus();
  });
  window.addEventListener("hashchange", follow);
  apply();
  follow();
})();
