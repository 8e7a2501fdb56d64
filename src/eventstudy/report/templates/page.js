"use strict";
// Tables that sort and filter, details that open. Without this script the page has everything but that.
const words = document.documentElement.lang === "de"
  ? { filter: "Zeilen filtern", rows: (n, all) => `${n} von ${all} Zeilen` }
  : { filter: "Filter rows", rows: (n, all) => `${n} of ${all} rows` };

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

function openTarget() {
  const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const details = target && target.matches("article") && target.querySelector("details");
  if (details) details.open = true;
}
addEventListener("hashchange", openTarget);
openTarget();
