// Tables: a click on a column's head sorts by it, rows without a value staying last; a box filters the rows.
const Tables = {
  sortable(table) {
    const headers = [...table.tHead.rows[0].cells];
    headers.forEach((header, column) => header.querySelector("button").addEventListener("click", () => {
      const down = header.getAttribute("aria-sort") === "ascending";
      headers.forEach(other => other.removeAttribute("aria-sort"));
      header.setAttribute("aria-sort", down ? "descending" : "ascending");
      Tables.sort(table, column, header.classList.contains("number"), down);
    }));
  },

  sort(table, column, numeric, down) {
    const value = row => {
      const cell = row.cells[column];
      if (numeric) return cell.dataset.value === undefined ? null : Number(cell.dataset.value);
      return cell.textContent === "–" || cell.textContent === "" ? null : cell.textContent;
    };
    const compare = (a, b) => numeric ? a - b : a.localeCompare(b, "en", { numeric: true });
    const body = table.tBodies[0], keyed = [...body.rows].map(row => [value(row), row]);
    keyed.sort(([a], [b]) => {
      if (a === null || b === null) return (a === null) - (b === null);
      return down ? compare(b, a) : compare(a, b);
    });
    body.append(...keyed.map(([, row]) => row));
  },

  filterable(input, table, counter) {
    input.addEventListener("input", () => {
      const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
      let shown = 0;
      for (const row of table.tBodies[0].rows) {
        const text = row.textContent.toLowerCase();
        row.hidden = !words.every(word => text.includes(word));
        shown += !row.hidden;
      }
      counter.textContent = words.length ? `${shown} of ${table.tBodies[0].rows.length} rows` : "";
    });
  },

  // A table of `columns` [{name, value(row), text(row), numeric, node(row)}], sortable, with a filter box above.
  make(label, columns, rows) {
    const head = element("tr", {}, ...columns.map(column => element("th", { scope: "col", class: column.numeric ? "number" : null },
      element("button", { type: "button" }, column.name))));
    const body = element("tbody");
    for (const row of rows) body.append(element("tr", { class: columns[0].value(row) === "SNN" ? "highlight" : null }, ...columns.map((column, place) => Tables.cell(column, row, place === 0))));
    const table = element("table", { class: "sortable" }, element("thead", {}, head), body);
    Tables.sortable(table);
    const scroller = element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": label }, table);
    return element("div", {}, Tables.filterBox(table, label), scroller);
  },

  cell(column, row, first) {
    const value = column.value(row), missing = value === null || value === undefined || Number.isNaN(value);
    const content = column.node ? column.node(row) : missing ? "–" : column.text ? column.text(row) : String(value);
    const attributes = { class: column.numeric ? "number" : null, "data-value": column.numeric && !missing ? value : null };
    return first ? element("th", { scope: "row" }, content) : element("td", attributes, content);
  },

  filterBox(table, label) {
    const input = element("input", { type: "search", placeholder: "Filter rows", "aria-label": `Filter the rows of: ${label}` });
    const counter = element("span", { class: "quiet", "aria-live": "polite" });
    Tables.filterable(input, table, counter);
    return element("div", { class: "filter" }, input, counter);
  },
};

for (const table of document.querySelectorAll("table.sortable")) {
  Tables.sortable(table);
  if (table.tBodies[0].rows.length > 8) {
    const scroller = table.closest(".scroll");
    scroller.before(Tables.filterBox(table, scroller.getAttribute("aria-label")));
  }
}
