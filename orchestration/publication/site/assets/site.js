"use strict";
/* What every page uses: the address, numbers as people write them, the release, the search, printing.
   Number and sentence functions write what site/numbers.py and site/sentences.py write; a test compares them. */
window.ICM = (function () {
  const $ = (selector, within) => (within || document).querySelector(selector);
  const $$ = (selector, within) => [...(within || document).querySelectorAll(selector)];
  const data = id => { const block = document.getElementById(id); return block ? JSON.parse(block.textContent) : null; };
  const escaped = text => String(text).replace(/[&<>"]/g, c => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" }[c]));

  /* ---- numbers */
  const MINUS = "\u2212", SPACE = "\u00a0";
  const rounded = (value, digits) => Number(Math.round(Number(Math.abs(value) + "e" + digits)) + "e-" + digits) || 0;
  const formats = {};
  const separated = (size, digits) => (formats[digits] = formats[digits] || new Intl.NumberFormat("en-GB", { minimumFractionDigits: digits, maximumFractionDigits: digits })).format(size);
  const fixed = (value, digits, before = "", after = "", plus = false) => {
    const size = Math.abs(value) < 1e-6 ? 0 : rounded(value, digits);
    const sign = size === 0 ? "" : value < 0 ? MINUS : plus ? "+" : "";
    return sign + before + separated(size, digits) + after;
  };
  const count = value => fixed(value, 0);
  /* Of the country: what is written before money, and where the forces are that some averages leave out. */
  const { currency = "", area = "" } = window.ICM_RELEASE || {};
  const perHead = (value, plus) => fixed(value, rounded(value, 2) >= 100 ? 0 : 2, currency, "", plus);
  const amount = (value, million, billion, plus) => {
    const size = Math.abs(value);
    if (size >= 999500000) return fixed(value / 1e9, 1, currency, billion, plus);
    if (size >= 9950000) return fixed(value / 1e6, 0, currency, million, plus);
    if (size >= 999500) return fixed(value / 1e6, 1, currency, million, plus);
    return fixed(size >= 1000 ? Math.sign(value) * rounded(value / 1000, 0) * 1000 : value, 0, currency, "", plus);
  };
  const money = (value, plus) => amount(value, "m", "bn", plus);
  const moneyInWords = value => amount(value, SPACE + "million", SPACE + "billion");
  const percent = (value, plus) => fixed(value, rounded(value, 1) >= 10 ? 0 : 1, "", "%", plus);
  const ordinal = n => n + (n % 100 > 10 && n % 100 < 14 ? "th" : ["th", "st", "nd", "rd"][n % 10] || "th");
  const listed = names => names.length < 2 ? names.join("") : names.slice(0, -1).join(", ") + " and " + names[names.length - 1];

  /* ---- the address: everything a reader can choose is in the fragment, defaults left out */
  const state = () => Object.fromEntries(new URLSearchParams(location.hash.slice(1)));
  const address = chosen => {
    const given = new URLSearchParams();
    for (const name in chosen) if (chosen[name]) given.set(name, chosen[name]);
    return "#" + given;
  };
  const setState = chosen => {
    const wanted = address(chosen);
    if (location.hash !== wanted && (wanted !== "#" || location.hash)) history.replaceState(null, "", wanted);
  };

  /* ---- which release this is */
  const release = window.ICM_RELEASE, told = window.ICM_STATUS;
  if (release) {
    const date = new Date(release.published + "T12:00:00Z").toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
    const status = told ? told.status : "provisional";
    $("#release-line").textContent = `${status[0].toUpperCase()}${status.slice(1)} ${release.edition === "public" ? "public " : ""}release, ${date}.`;
    $("#status-line").textContent = `Release ${release.id}.` + (told && told.said ? " " + told.said : "");
  }

  /* ---- search: every word typed must start a word of the entry */
  const box = $("#q"), hits = $("#hits"), up = document.body.dataset.up || "";
  const order = { Force: 0, Function: 1, Area: 2, Agreement: 3, Page: 4 };
  const plain = text => text.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[^a-z0-9& ]+/g, " ").trim();
  const found = typed => {
    const text = plain(typed), words = text.split(/ +/), each = {};
    if (!text) return [];
    return (window.ICM_INDEX || []).map(entry => [plain(entry[0]), " " + plain(entry[0] + " " + entry[3]), entry])
      .filter(([, all]) => words.every(word => all.includes(" " + word)))
      .map(([name, , entry]) => [name === text ? 0 : name.startsWith(text) ? 1 : (" " + name).includes(" " + text) ? 2 : 3, order[entry[1]], name, entry])
      .sort((a, b) => a[0] - b[0] || a[1] - b[1] || a[2].localeCompare(b[2])).map(ranked => ranked[3])
      .filter(entry => (each[entry[1]] = (each[entry[1]] || 0) + 1) <= 4).slice(0, 8);
  };
  if (box) {
    let at = -1, now = [];
    const close = () => { hits.hidden = true; box.setAttribute("aria-expanded", "false"); box.removeAttribute("aria-activedescendant"); at = -1; };
    const show = () => {
      now = found(box.value);
      if (!plain(box.value)) return close();
      hits.innerHTML = now.map((entry, i) => `<li role="option" id="hit${i}" aria-selected="false"><span>${escaped(entry[0])}</span><small>${entry[1]}</small></li>`).join("")
        || '<li class="no" role="option" aria-disabled="true" aria-selected="false">Nothing found. Try a force, a function or a partner.</li>';
      hits.hidden = false; box.setAttribute("aria-expanded", "true"); at = -1;
    };
    const go = i => { if (now[i]) { const target = up + now[i][2]; close(); location.href = target; } };
    box.addEventListener("input", show);
    box.addEventListener("keydown", event => {
      if (event.key === "Escape") return close();
      if (event.key === "Enter") { event.preventDefault(); return go(Math.max(at, 0)); }
      if ((event.key !== "ArrowDown" && event.key !== "ArrowUp") || !now.length) return;
      event.preventDefault();
      at = (at + (event.key === "ArrowDown" ? 1 : -1) + now.length) % now.length;
      $$("li", hits).forEach((item, i) => item.setAttribute("aria-selected", String(i === at)));
      box.setAttribute("aria-activedescendant", "hit" + at);
      $("#hit" + at).scrollIntoView({ block: "nearest" });
    });
    hits.addEventListener("mousedown", event => { const item = event.target.closest("li[id]"); if (item) { event.preventDefault(); go(Number(item.id.slice(3))); } });
    box.addEventListener("blur", () => setTimeout(close, 120));
    box.form.addEventListener("submit", event => event.preventDefault());
  }

  /* ---- paper shows what a screen folds away */
  addEventListener("beforeprint", () => $$("details").forEach(folded => { folded.open = true; }));

  return { $, $$, data, escaped, fixed, count, perHead, money, moneyInWords, percent, ordinal, listed, area, state, address, setState, found };
})();
