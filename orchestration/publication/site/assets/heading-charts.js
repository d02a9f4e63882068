"use strict";
/* Charts of the page of a heading, as lists of marks: the ski slope, upright or as rows, and one small slope per year.
   Marks become SVG on the page and in the download, or a picture on a canvas: no image has to be loaded for that.
   site/charts/slope.py draws the opening view the same way. */
window.ICM_CHARTS = (function () {
  const { escaped } = window.ICM;
  const INK = "#0f2438", SOFT = "#4a5b6c", LINE = "#d5dce3", GREY = "#8794a3", BLUE = "#2f74b5", BLUE_TEXT = "#1f5f9c", ACCENT = "#b8420f", PAPER = "#ffffff";
  const FILL = { chosen: ACCENT, marked: BLUE, other: GREY, outside: PAPER }, WORD = { chosen: ACCENT, marked: BLUE_TEXT, other: SOFT, outside: SOFT };
  const rect = (x, y, width, height, fill, more) => ({ kind: "rect", x, y, width: Math.max(width, 0.5), height: Math.max(height, 0.5), fill, ...more });
  const line = (x1, y1, x2, y2, stroke, more) => ({ kind: "line", x1, y1, x2, y2, stroke, ...more });
  const text = (x, y, said, fill, more) => ({ kind: "text", x, y, said, fill, size: 13, anchor: "start", ...more });
  const width = (said, size) => said.length * size * 0.56;

  /* The ends of the scale: those of the forces that the default average counts, and always zero. */
  const scaleOf = (bars, averages) => {
    const counted = bars.filter(bar => !bar.far);
    const values = [0, ...(counted.length ? counted : bars).map(bar => bar.value), ...averages.map(each => each.value)];
    const low = Math.min(...values), high = Math.max(...values);
    return high > low ? [low, high] : [low, low + 1];
  };
  const ticksOf = (low, high) => {
    const rough = (high - low) / 4, size = 10 ** Math.floor(Math.log10(rough));
    const step = [1, 2, 5, 10].map(each => size * each).find(each => each >= rough);
    const found = [];
    for (let i = Math.ceil(low / step); i <= Math.floor(high / step); i++) found.push(Number((i * step).toFixed(9)));
    return found;
  };
  const clipped = (value, [low, high]) => Math.min(Math.max(value, low), high);
  const bar = (each, x, y, w, h, vertical) => rect(x, y, w, h, each.hatched ? "hatch" : FILL[each.kind],
    { bar: each, title: `${each.name}: ${each.shown}`, stroke: each.outside || each.hatched ? (each.kind === "chosen" ? ACCENT : INK) : null, vertical });

  function upright(view) {
    const W = 1120, H = 344, LEFT = 56, TOP = 40, BASE = 290, { bars, averages, written } = view;
    const scale = scaleOf(bars, averages), per = (BASE - TOP) / (scale[1] - scale[0]), y = value => BASE - (value - scale[0]) * per;
    const step = (W - LEFT) / Math.max(bars.length, 1), marks = [], zero = y(Math.max(scale[0], 0));
    for (const tick of ticksOf(...scale)) {
      marks.push(line(LEFT, y(tick), W, y(tick), tick === 0 ? INK : LINE), text(LEFT - 8, y(tick) - 4, written(tick), SOFT, { size: 12, anchor: "end" }));
    }
    bars.forEach((each, i) => {
      const x = LEFT + i * step, drawn = clipped(each.value, scale), top = Math.min(y(drawn), zero);
      marks.push(bar(each, x + 1, top, step - 2, Math.abs(zero - y(drawn))));
      if (drawn !== each.value) marks.push(line(x, top + 16, x + step, top + 8, PAPER, { weight: 4 }), text(x + 1, top - 6 - 14 * (i % 2), each.shown, SOFT, { size: 12 }));
      marks.push(text(x + step / 2, BASE + 18 + 16 * (i % 2), each.code, WORD[each.kind], { size: 11, anchor: "middle", bold: each.kind === "chosen" || each.kind === "marked" }));
    });
    let above = Infinity;
    for (const each of [...averages].sort((a, b) => a.value - b.value)) {
      const at = y(each.value), label = Math.min(at - 6, above - 16);
      above = label;
      marks.push(line(LEFT, at, W, at, each.own ? BLUE_TEXT : INK, { weight: 1.5, dash: each.own ? "5 4" : null }), text(W, label, each.label, each.own ? BLUE_TEXT : INK, { anchor: "end", bold: true, halo: true }));
    }
    const chosen = bars.findIndex(each => each.kind === "chosen");
    if (chosen >= 0) {
      const each = bars[chosen], said = `${each.name} ${each.shown}`, half = width(said, 17) / 2 + 4;
      const x = LEFT + (chosen + 0.5) * step, at = Math.min(Math.max(x, LEFT + half), W - half), top = y(clipped(each.value, scale));
      const labels = Math.max(0, ...averages.map(average => width(average.label, 13)));
      const crowded = averages.length && at + half > W - labels && top > above - 18;
      const label = Math.max(crowded ? above - 18 : Math.min(top, zero) - 8, 14);
      if (crowded) marks.push(line(x, label + 4, x, top, ACCENT));
      marks.push(text(at, label, said, ACCENT, { size: 15, anchor: "middle", bold: true, halo: true }));
    }
    return { width: W, height: H, marks };
  }

  function asRows(view, space) {
    const { bars, averages } = view, ROW = 22, TOP = 16 + 16 * averages.length, H = TOP + bars.length * ROW + 4;
    const NAMES = Math.min(140, Math.max(...bars.map(each => width(each.name, 12)), 0) + 8), VALUES = Math.max(...bars.map(each => width(each.shown, 12)), 30) + 8;
    const scale = scaleOf(bars, averages), from = NAMES, to = space - VALUES, x = value => from + (value - scale[0]) * (to - from) / (scale[1] - scale[0]);
    const marks = [], zero = x(Math.max(scale[0], 0));
    bars.forEach((each, i) => {
      const y = TOP + i * ROW, drawn = clipped(each.value, scale), strong = { bold: each.kind === "chosen" || each.kind === "marked", size: 12 };
      marks.push(text(from - 6, y + 15, each.name, WORD[each.kind] === SOFT ? INK : WORD[each.kind], { anchor: "end", ...strong }));
      marks.push(bar(each, Math.min(zero, x(drawn)), y + 3, Math.abs(x(drawn) - zero), ROW - 6, true));
      if (drawn !== each.value) marks.push(line(x(drawn) - 14, y + ROW, x(drawn) - 8, y, PAPER, { weight: 4 }));
      marks.push(text(space, y + 15, each.shown, WORD[each.kind] === SOFT ? INK : WORD[each.kind], { anchor: "end", ...strong }));
    });
    averages.forEach((each, i) => {
      const at = x(each.value), half = width(each.label, 12) / 2, ink = each.own ? BLUE_TEXT : INK;
      marks.push(line(at, 14 + 16 * i, at, H, ink, { weight: 1.5, dash: each.own ? "5 4" : null }));
      marks.push(text(Math.min(Math.max(at, half), space - half), 11 + 16 * i, each.label, ink, { size: 12, anchor: "middle", bold: true, halo: true }));
    });
    return { width: space, height: H, marks };
  }

  function small(bars, average, scale) {
    const W = 170, H = 70, per = H / (scale[1] - scale[0]), y = value => H - (value - scale[0]) * per, step = W / Math.max(bars.length, 1), zero = y(Math.max(scale[0], 0));
    const marks = bars.map((each, i) => {
      const drawn = clipped(each.value, scale);
      return bar(each, i * step + 0.3, Math.min(y(drawn), zero), step - 0.6, Math.abs(zero - y(drawn)));
    });
    if (average !== null) marks.push(line(0, y(average), W, y(average), INK, { weight: 1.5 }));
    return { width: W, height: H, marks };
  }

  /* ---- marks as SVG and on a canvas */
  const n = value => Math.round(value * 10) / 10;
  const asSvg = mark => {
    if (mark.kind === "line") return `<line x1="${n(mark.x1)}" y1="${n(mark.y1)}" x2="${n(mark.x2)}" y2="${n(mark.y2)}" stroke="${mark.stroke}" stroke-width="${mark.weight || 1}"${mark.dash ? ` stroke-dasharray="${mark.dash}"` : ""}/>`;
    if (mark.kind === "rect") {
      const of = mark.bar ? ` class="bar" data-force="${escaped(mark.bar.id)}"` : "";
      return `<rect${of} x="${n(mark.x)}" y="${n(mark.y)}" width="${n(mark.width)}" height="${n(mark.height)}" fill="${mark.fill === "hatch" ? "url(#hatch)" : mark.fill}"${mark.stroke ? ` stroke="${mark.stroke}"` : ""}>${mark.title ? `<title>${escaped(mark.title)}</title>` : ""}</rect>`;
    }
    return `<text x="${n(mark.x)}" y="${n(mark.y)}" text-anchor="${mark.anchor}" font-size="${mark.size}" fill="${mark.fill}"${mark.bold ? ' font-weight="700"' : ""}${mark.halo ? ' paint-order="stroke" stroke="#fff" stroke-width="4"' : ""}>${escaped(mark.said)}</text>`;
  };
  const HATCH = '<defs><pattern id="hatch" width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="4" height="4" fill="#fff"/><rect width="1.5" height="4" fill="#8794a3"/></pattern></defs>';
  const inner = drawing => (drawing.marks.some(mark => mark.fill === "hatch") ? HATCH : "") + drawing.marks.map(asSvg).join("");
  const svg = (drawing, description) => `<svg class="wide" role="img" aria-label="${escaped(description)}" viewBox="0 0 ${n(drawing.width)} ${n(drawing.height)}">${inner(drawing)}</svg>`;

  /* A drawing of its own: title, sentences, source, and the warning where data are illustrative. */
  function whole(drawing, title, sentences, source) {
    const lines = sentences.flatMap(each => { const found = [""]; for (const word of each.split(" ")) { if ((found[found.length - 1] + word).length > 150) found.push(""); found[found.length - 1] += (found[found.length - 1] ? " " : "") + word; } return found; });
    const top = 46 + 20 * lines.length;
    const moved = mark => mark.kind === "line" ? { ...mark, x1: mark.x1 + 16, x2: mark.x2 + 16, y1: mark.y1 + top, y2: mark.y2 + top } : { ...mark, x: mark.x + 16, y: mark.y + top };
    const marks = [rect(0, 0, drawing.width + 32, drawing.height + top + 40, PAPER), text(16, 28, title, INK, { size: 20, bold: true }),
      ...lines.map((said, i) => text(16, 54 + 20 * i, said, SOFT, { size: 14 })), ...drawing.marks.map(moved), text(16, drawing.height + top + 22, source, SOFT, { size: 12 })];
    return { width: drawing.width + 32, height: drawing.height + top + 40, marks };
  }
  const file = drawing => `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${n(drawing.width)} ${n(drawing.height)}" width="${n(drawing.width)}" height="${n(drawing.height)}" font-family="Liberation Sans, Arial, sans-serif">${inner(drawing)}</svg>\n`;
  function picture(drawing, done) {
    const canvas = document.createElement("canvas"), SHARP = 2, pen = canvas.getContext("2d");
    canvas.width = drawing.width * SHARP; canvas.height = drawing.height * SHARP;
    pen.scale(SHARP, SHARP);
    for (const mark of drawing.marks) {
      if (mark.kind === "line") {
        pen.strokeStyle = mark.stroke; pen.lineWidth = mark.weight || 1; pen.setLineDash(mark.dash ? mark.dash.split(" ").map(Number) : []);
        pen.beginPath(); pen.moveTo(mark.x1, mark.y1); pen.lineTo(mark.x2, mark.y2); pen.stroke();
      } else if (mark.kind === "rect") {
        pen.setLineDash([]); pen.fillStyle = mark.fill === "hatch" ? LINE : mark.fill; pen.fillRect(mark.x, mark.y, mark.width, mark.height);
        if (mark.stroke) { pen.strokeStyle = mark.stroke; pen.lineWidth = 1; pen.strokeRect(mark.x, mark.y, mark.width, mark.height); }
      } else {
        pen.font = `${mark.bold ? "700 " : ""}${mark.size}px "Liberation Sans", Arial, sans-serif`; pen.textAlign = { start: "left", middle: "center", end: "right" }[mark.anchor];
        if (mark.halo) { pen.setLineDash([]); pen.strokeStyle = PAPER; pen.lineWidth = 4; pen.strokeText(mark.said, mark.x, mark.y); }
        pen.fillStyle = mark.fill; pen.fillText(mark.said, mark.x, mark.y);
      }
    }
    canvas.toBlob(done, "image/png");
  }
  return { upright, asRows, small, scaleOf, svg, whole, file, picture };
})();
