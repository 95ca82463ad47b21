// Charts, drawn by Observable Plot; each function returns an element to append.
const Charts = {
  // Colours of the page's style sheet, so that charts follow dark mode.
  colour(method) {
    if (method.name === "SNN") return "var(--accent)";
    return method.network ? "var(--network)" : "var(--other)";
  },

  plot(label, options) {
    for (const axis of ["x", "y"]) if (options[axis]) options[axis] = { labelArrow: "none", ...options[axis] };
    const drawn = Plot.plot({ style: { background: "transparent", fontSize: "12px", overflow: "visible" }, ...options });
    // Names of the kinds of marks, which only an element with a role may have.
    for (const group of drawn.querySelectorAll("g[aria-label]")) group.removeAttribute("aria-label");
    drawn.setAttribute("role", "img");
    drawn.setAttribute("aria-label", label);
    for (const text of drawn.querySelectorAll("text")) if (text.textContent.split(/\s+/).includes("SNN")) text.style.fontWeight = "700";
    const scroller = element("div", { class: "chart", tabindex: "0", role: "region", "aria-label": label });
    scroller.append(drawn);
    return scroller;
  },

  // Rows of {name, value, low, high, colour, text}; `second` are rows of another source, drawn as open diamonds.
  intervals(label, rows, { axis, second = [], zero = null, domain = undefined, width = 640 }) {
    const shift = second.length ? 4 : 0, ends = rows.concat(second).flatMap(row => [row.value, row.low, row.high]).filter(Number.isFinite);
    // Without any width, as of two equal runs, every place of the axis would be the same.
    if (!domain && Math.min(...ends) === Math.max(...ends)) domain = [ends[0] - 0.01, ends[0] + 0.01];
    const series = (data, dy, mark) => [
      Plot.ruleY(data.filter(row => isFinite(row.low)), { x1: "low", x2: "high", y: "name", stroke: "colour", strokeWidth: 2, dy }),
      Plot.dot(data, { x: "value", y: "name", dy, r: 4.5, stroke: "colour", ...mark }),
    ];
    return Charts.plot(label, {
      width, height: 48 + rows.length * (second.length ? 24 : 20) + 20, marginLeft: labelWidth(rows.map(row => row.name)),
      marginTop: 42, marginBottom: 8,
      y: { domain: rows.map(row => row.name), label: null, tickSize: 0 },
      x: { label: axis, labelAnchor: "left", grid: true, axis: "top", domain, nice: true, inset: 6 },
      color: { type: "identity" },
      marks: [
        ...(zero === null ? [] : [Plot.ruleX([zero], { strokeOpacity: 0.5 })]),
        ...series(rows, -shift, { fill: "colour", symbol: "circle" }),
        ...(second.length ? series(second, shift, { symbol: "diamond", fill: "none", strokeWidth: 1.6 }) : []),
        Plot.tip(rows.concat(second), Plot.pointer({ x: "value", y: "name", title: "text" })),
      ],
    });
  },

  // Demsar's diagram: `rows` sorted by rank with {name, rank, colour}, `groups` of places that share a bar.
  criticalDifference(label, rows, groups, distance) {
    const half = Math.ceil(rows.length / 2), line = 18, bars = groups.length * 9 + 14;
    const low = Math.floor(Math.min(...rows.map(row => row.rank))), high = Math.ceil(Math.max(...rows.map(row => row.rank)));
    const placed = rows.map((row, place) => {
      const left = place < half, level = left ? place : rows.length - 1 - place;
      return { ...row, left, depth: bars + 16 + level * line, end: left ? low : high };
    });
    const height = bars + 16 + half * line + 66;
    const margin = left => 40 + labelWidth(placed.filter(row => row.left === left).map(row => row.name));
    return Charts.plot(label, {
      width: 760, height, marginLeft: margin(true), marginRight: margin(false), marginTop: 56, marginBottom: 4,
      x: { domain: [low, high], axis: "top", label: "average rank, better to the left", labelAnchor: "center", labelOffset: 30, tickFormat: "d", ticks: Math.min(high - low, 12) },
      y: { domain: [0, height - 60], axis: null, reverse: true },
      color: { type: "identity" },
      marks: [
        Plot.link(placed, { x1: "rank", x2: "rank", y1: 0, y2: "depth", stroke: "colour" }),
        Plot.link(placed, { x1: "rank", x2: "end", y1: "depth", y2: "depth", stroke: "colour" }),
        Plot.dot(placed, { x: "rank", y: 0, fill: "colour", r: 3.5 }),
        ...[true, false].map(left => Plot.text(placed.filter(row => row.left === left), {
          x: "end", y: "depth", text: row => left ? `${row.name}  ${row.rank.toFixed(2)}` : `${row.rank.toFixed(2)}  ${row.name}`,
          textAnchor: left ? "end" : "start", dx: left ? -6 : 6, fill: "colour", fontSize: 12,
        })),
        Plot.link(groups.map(([first, last], number) => ({ x1: rows[first].rank, x2: rows[last].rank, y: 12 + number * 9 })),
          { x1: "x1", x2: "x2", y1: "y", y2: "y", strokeWidth: 4, strokeLinecap: "round" }),
        Plot.link([{ x1: low, x2: Math.min(high, low + distance) }], { x1: "x1", x2: "x2", y1: 0, y2: 0, dy: -50, strokeWidth: 2, markerStart: "tick", markerEnd: "tick" }),
        Plot.text([{ x: Math.min(high, low + distance) }], { x: "x", y: 0, dy: -50, dx: 8, textAnchor: "start", text: () => `critical distance ${distance.toFixed(2)}` }),
      ],
    });
  },

  // Points of {name, x, y, colour, text}; the horizontal axis is logarithmic.
  scatter(label, points, { x, y }) {
    return Charts.plot(label, {
      width: 720, height: 400, marginLeft: 56, marginRight: 90, marginBottom: 42, grid: true,
      x: { type: "log", label: x, tickFormat: value => value.toLocaleString("en") }, y: { label: y, nice: true }, color: { type: "identity" },
      marks: [
        Plot.dot(points, { x: "x", y: "y", fill: "colour", r: 5 }),
        ...[1, -1].map(side => Plot.text(Charts.readable(points).filter(point => point.side === side),
          { x: "x", y: "y", text: "name", dx: 8 * side, textAnchor: side > 0 ? "start" : "end", fill: "colour" })),
        Plot.tip(points, Plot.pointer({ x: "x", y: "y", title: "text" })),
      ],
    });
  },

  // Those of the points whose names cover neither one another nor a point on one of their sides, SNN in any case; the
  // others are named by hovering.
  readable(points) {
    const scale = (values, pixels) => { const low = Math.min(...values), high = Math.max(...values); return value => pixels * (value - low) / (high - low || 1); };
    const across = scale(points.map(point => Math.log(point.x)), 560), up = scale(points.map(point => point.y), 320), placed = [];
    const box = (point, side, start, width) => ({ point, side, x: across(Math.log(point.x)) + (side > 0 ? start : -start - width), y: up(point.y), width });
    const dots = points.map(point => box(point, 1, -5, 10));
    for (const point of [...points].sort((a, b) => (b.name === "SNN") - (a.name === "SNN"))) {
      for (const side of [1, -1]) {
        const place = box(point, side, 6, 6 + 7 * point.name.length);
        const free = other => Math.abs(other.y - place.y) > 12 || place.x + place.width < other.x || other.x + other.width < place.x;
        const inside = side > 0 || place.x > 0;
        if (point.name !== "SNN" && !(inside && placed.every(free) && dots.every(dot => dot.point === point || free(dot)))) continue;
        placed.push(place);
        break;
      }
    }
    return placed.map(({ point, side }) => ({ ...point, side }));
  },

  // One dot per split and repeat, of {name, value, colour, text}.
  strips(label, dots, names, axis) {
    return Charts.plot(label, {
      width: 640, height: 58 + names.length * 20, marginLeft: labelWidth(names), marginTop: 42, marginBottom: 8,
      y: { domain: names, label: null, tickSize: 0 }, x: { label: axis, labelAnchor: "left", grid: true, axis: "top", nice: true }, color: { type: "identity" },
      marks: [
        Plot.dot(dots, { x: "value", y: "name", stroke: "colour", fill: "colour", fillOpacity: 0.35, r: 3.5 }),
        Plot.tickX(dots, Plot.groupY({ x: "mean" }, { x: "value", y: "name", stroke: "colour", strokeWidth: 2.5 })),
        Plot.tip(dots, Plot.pointer({ x: "value", y: "name", title: "text" })),
      ],
    });
  },

  // Lines of {name, epoch, value}; `chosen` marks {name, epoch, value}.
  curves(label, points, chosen, { axis, log = false }) {
    return Charts.plot(label, {
      width: 460, height: 300, marginLeft: 52, marginRight: 16, grid: true,
      color: { type: "identity" },
      x: { label: "epoch" }, y: { label: axis, type: log ? "log" : "linear", tickFormat: log ? ".1g" : undefined },
      marks: [
        Plot.line(points, { x: "epoch", y: "value", z: "series", stroke: point => lineColour(point.name), strokeWidth: 1.6 }),
        Plot.dot(chosen, { x: "epoch", y: "value", fill: point => lineColour(point.name), stroke: "var(--paper)", r: 5 }),
        Plot.tip(points, Plot.pointer({ x: "epoch", y: "value", title: point => `${point.name}, epoch ${point.epoch}: ${digits(point.value)}` })),
      ],
    });
  },
};

// Colours of overlaid networks.
const LINES = [
  ["SNN", "var(--accent)"], ["MSRAinit", "#d55e00"], ["BatchNorm", "#009e73"], ["LayerNorm", "#cc79a7"],
  ["WeightNorm", "#b8860b"], ["Highway", "#56b4e9"], ["ResNet", "var(--ink)"],
];
const LINES_OF_OTHERS = ["#7570b3", "#66a61e", "#e7298a", "#a6761d", "#1f9e9e", "var(--other)"];

function lineColour(name) {
  const listed = LINES.find(([known]) => known === name);
  if (listed) return listed[1];
  const others = DATA.methods.filter(method => method.network && !method.ofPaper).map(method => method.name);
  return LINES_OF_OTHERS[Math.max(0, others.indexOf(name)) % LINES_OF_OTHERS.length];
}

function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) if (value !== null) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

function labelWidth(names) { return 14 + 6.9 * Math.max(...names.map(name => name.length), 4); }

function withInterval(value, low, high, decimals = 4) {
  return digits(value, decimals) + (isFinite(low ?? NaN) ? ` (${digits(low, decimals)} to ${digits(high, decimals)})` : "");
}

// A p-value with three decimals, small ones as a power of ten with two digits; a star marks those below 0.05.
function pText(p) {
  if (!isFinite(p ?? NaN)) return "–";
  const text = p >= 0.001 ? p.toFixed(3) : p.toExponential(1).replace("-", "−");
  return text + (p < 0.05 ? "*" : "");
}

// A number for a reader: four decimals, a true minus sign, a dash for nothing.
function digits(value, decimals = 4) {
  if (value === null || value === undefined || !isFinite(value)) return "–";
  return value.toFixed(decimals).replace("-", "−").replace(/^−(?=[0.]*$)/, "");
}
