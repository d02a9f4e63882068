"use strict";
/* The map of the forces on the home page: another measure colours it; pointing at a tile says which force it is. */
(function () {
  const { $, $$, data, state, setState } = window.ICM;
  const measures = data("facts"), choice = $("#choose-measure"), tiles = $$(".tile");
  if (!measures) return;
  let shown = measures[0];
  const about = () => { $("#pointed").textContent = `${shown.name}, ${shown.year}. Dashed: not counted in the average.`; };
  function show() {
    shown = measures.find(each => each.id === state().measure) || measures[0];
    if (choice) choice.value = shown.id;
    for (const tile of tiles) {
      const place = Number(tile.dataset.place);
      tile.className = `tile q${shown.classes[place]}`;
      $("span", tile).textContent = shown.said[place];
      tile.setAttribute("aria-label", `${tile.dataset.name}, ${shown.full[place]}`);
    }
    $$("#classes span").forEach((end, i) => { end.textContent = i < shown.ends.length - 1 ? `to ${shown.ends[i]}` : `over ${shown.ends[i - 1]}`; });
    about();
  }
  for (const tile of tiles) {
    const point = () => { $("#pointed").textContent = `${tile.dataset.name}: ${shown.full[Number(tile.dataset.place)]}. ${shown.name}, ${shown.year}.`; };
    tile.addEventListener("mouseenter", point);
    tile.addEventListener("focus", point);
    tile.addEventListener("mouseleave", about);
    tile.addEventListener("blur", about);
  }
  if (choice) {
    choice.addEventListener("change", () => { setState({ measure: choice.value === measures[0].id ? "" : choice.value }); show(); });
    $("#map-choice").hidden = false;
  }
  addEventListener("hashchange", show);
  show();
})();
