"use strict";
// Tables that sort and filter, details that open, values where one points. Without this script nothing is missing.
const words = document.documentElement.lang === "de"
  ? { filter: "Zeilen filtern", rows: (n, all) => `${n} von ${all} Zeilen`, day: "Tag" }
  : { filter: "Filter rows", rows: (n, all) => `${n} of ${all} rows`, day: "day" };

function key(cell) {
  const stated = cell.dataset.sort;
  const text = stated === undefined ? cell.textContent.trim() : stated;
  const number = text === "" ? NaN : Number(text);
  return { text, number, empty: text === "" || text === "nan" };
}

function compare(a, b, way) {
  if (a.empty || b.empty) return a.empty - b.empty;
  if (!Number.isNaN(a.number) && !Number.isNaN(b.number)) return way * (a.number - b.number);
  return way * a.text.localeCompare(b.text, document.documentElement.lang, { numeric: true });
}

function sort(table, column, head) {
  const way = head.getAttribute("aria-sort") === "ascending" ? -1 : 1;
  for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
  head.setAttribute("aria-sort", way > 0 ? "ascending" : "descending");
  const body = table.tBodies[0];
  const rows = [...body.rows].map((row, place) => ({ row, place, key: key(row.cells[column]) }));
  rows.sort((a, b) => compare(a.key, b.key, way) || a.place - b.place);
  body.append(...rows.map((one) => one.row));
}

function filter(table) {
  const box = document.createElement("div");
  const input = document.createElement("input");
  const found = document.createElement("span");
  box.className = "filter";
  input.type = "search";
  input.placeholder = words.filter;
  input.setAttribute("aria-label", `${words.filter}: ${table.caption.textContent}`);
  found.setAttribute("role", "status");
  input.addEventListener("input", () => {
    const wanted = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const row of table.tBodies[0].rows) {
      const text = row.textContent.toLowerCase().replaceAll("\u00a0", " ");
      row.hidden = !wanted.every((word) => text.includes(word));
      shown += !row.hidden;
    }
    found.textContent = wanted.length ? words.rows(shown, table.tBodies[0].rows.length) : "";
  });
  box.append(input, found);
  table.parentElement.before(box);
}

for (const table of document.querySelectorAll("table[data-tool]")) {
  if (table.tBodies[0].rows.length > 1) {
    [...table.tHead.rows[0].cells].forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = head.textContent;
      head.replaceChildren(button);
      button.addEventListener("click", () => sort(table, column, head));
    });
  }
  if (table.hasAttribute("data-filter")) filter(table);
}

function openAll(open) {
  for (const one of document.querySelectorAll("article details")) one.open = open;
}

for (const tools of document.querySelectorAll("[data-details]")) {
  tools.dataset.details.split("|").forEach((name, place) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = name;
    button.addEventListener("click", () => openAll(place === 0));
    tools.append(button);
  });
  tools.hidden = false;
}

// What a mark says: its own label, or those of a whole row where that has the focus.
const tip = document.createElement("div");
tip.className = "tip";
tip.hidden = true;
tip.setAttribute("aria-hidden", "true");
document.body.append(tip);

function tell(lines, x, y) {
  tip.replaceChildren(...lines.map((line) => {
    const one = document.createElement("p");
    one.textContent = line;
    return one;
  }));
  tip.hidden = false;
  const { width, height } = tip.getBoundingClientRect();
  tip.style.left = `${Math.max(4, Math.min(x + 12, innerWidth - width - 4))}px`;
  tip.style.top = `${y + height + 20 > innerHeight ? y - height - 12 : y + 16}px`;
}

const MARKS = ".plot, .claims .line[role=img]";
const said = (one) => [...(one.matches("[role=img]") ? [one] : one.querySelectorAll("[role=img]"))]
  .map((mark) => mark.getAttribute("aria-label"));

for (const mark of document.querySelectorAll(MARKS)) {
  mark.addEventListener("pointermove", (event) => {
    const own = event.target.closest(".iv");
    const lines = own ? said(own) : said(mark);
    if (lines.length) tell(lines.slice(0, 8), event.clientX, event.clientY);
  });
  mark.addEventListener("pointerleave", () => { tip.hidden = true; });
}
for (const row of document.querySelectorAll(".matrix .row")) {
  row.addEventListener("focusin", () => {
    const box = row.getBoundingClientRect();
    tell(said(row).slice(0, 8), box.left + 24, box.bottom - 12);
  });
  row.addEventListener("focusout", () => { tip.hidden = true; });
}

// Values of a path, day by day: read from its points, which are places on its two scales.
function follow(chart) {
  const [first, last] = chart.dataset.span.split(" ").map(Number);
  const [low, high] = chart.dataset.scale.split(" ").map(Number);
  const value = (y) => low + ((100 - y) / 100) * (high - low);
  const read = (points) => points.trim().split(/\s+/).map((pair) => pair.split(",").map(Number));
  const groups = [...chart.querySelectorAll("g")].map((group) => {
    const days = new Map();
    for (const line of group.querySelectorAll("polyline")) {
      for (const [x, y] of read(line.getAttribute("points"))) {
        days.set(Math.round(first + (x / 100) * (last - first)), { y: value(y) });
      }
    }
    const area = group.querySelector(".near") || group.querySelector(".far");
    const edge = area ? read(area.getAttribute("points")) : [];
    edge.forEach(([x, y], place) => {
      const day = days.get(Math.round(first + (x / 100) * (last - first)));
      if (day) day[place < edge.length / 2 ? "high" : "low"] = value(y);
    });
    return days;
  });
  const names = [...chart.parentElement.querySelectorAll(".legend span, .what b")].map((one) => one.textContent);
  const text = (number) => new Intl.NumberFormat(document.documentElement.lang, {
    style: "percent", minimumFractionDigits: 1, maximumFractionDigits: 1, signDisplay: "exceptZero",
  }).format(number).replace("-", "−");
  const plot = chart.querySelector("svg");
  const cursor = document.createElementNS("http://www.w3.org/2000/svg", "path");
  cursor.setAttribute("class", "cursor");
  plot.append(cursor);
  let day = Math.min(Math.max(0, first), last);
  function show(wanted, x, y) {
    day = Math.min(Math.max(Math.round(wanted), first), last);
    cursor.setAttribute("d", `M${(100 * (day - first)) / (last - first)} 0V100`);
    const lines = groups.map((days, place) => {
      const at = days.get(day);
      if (!at) return `${names[place]}: –`;
      const range = at.low === undefined ? "" : ` [${text(at.low)}, ${text(at.high)}]`;
      return `${names[place]}: ${text(at.y)}${range}`;
    });
    tell([`${words.day} ${String(day).replace("-", "−")}`, ...lines], x, y);
  }
  function leave() {
    cursor.removeAttribute("d");
    tip.hidden = true;
  }
  const place = () => plot.getBoundingClientRect();
  function step() {
    const box = place();
    show(day, box.left + (box.width * (day - first)) / (last - first), box.bottom - 8);
  }
  chart.tabIndex = 0;
  chart.addEventListener("pointermove", (event) => {
    const box = place();
    show(first + ((event.clientX - box.left) / box.width) * (last - first), event.clientX, event.clientY);
  });
  chart.addEventListener("pointerleave", leave);
  chart.addEventListener("focus", () => { if (chart.matches(":focus-visible")) step(); });
  chart.addEventListener("blur", leave);
  chart.addEventListener("keydown", (event) => {
    const way = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (way) {
      event.preventDefault();
      day += way;
      day = Math.min(Math.max(day, first), last);
      step();
    }
  });
}
for (const chart of document.querySelectorAll("svg[data-span]")) follow(chart);
addEventListener("keydown", (event) => { if (event.key === "Escape") tip.hidden = true; });

function openTarget() {
  const name = location.hash.slice(1);
  const target = name && (document.getElementById(name) || document.getElementById(decodeURIComponent(name)));
  const details = target && target.matches("article") && target.querySelector("details");
  if (details) details.open = true;
}
addEventListener("hashchange", openTarget);
openTarget();
