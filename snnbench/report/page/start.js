// Puts the page together once everything is defined.
const First = {
  start(place) {
    const [ours, paper] = DATA.first;
    const known = new Map(DATA.methods.map(method => [method.name, method]));
    const rows = (source, colour) => source.rows.map(row => ({
      ...row, name: row.method, value: row.rank, low: row.low ?? NaN, high: row.high ?? NaN, colour: colour ?? Charts.colour(known.get(row.method)),
      text: `${row.method}, ${source.label}\n${withInterval(row.rank, row.low, row.high, 2)}`,
    }));
    const names = new Set(ours.rows.map(row => row.method));
    const sure = ours.rows.some(row => row.low !== null);
    place.append(
      element("p", { class: "quiet" }, `Average rank minus the mean rank${sure ? " with 95 % intervals" : ""}. Filled circles: `, ours.label, ...(paper ? ["; open diamonds: ", paper.label] : []), "."),
      Charts.intervals(`Average ranks${sure ? " with 95 % intervals" : ""}`, rows(ours), {
        axis: "← better", zero: 0, second: paper ? rows(paper, "var(--second)").filter(row => names.has(row.name)) : [], width: 560,
      }));
  },
};

const firstPlace = document.getElementById("first-figure");
if (firstPlace && DATA.first.length) First.start(firstPlace);
const explorerPlace = document.getElementById("explorer");
if (explorerPlace) Explorer.start(explorerPlace);
const taskList = document.getElementById("task-list");
if (taskList) {
  taskList.append(Tables.make("All tasks", [
    { name: "task", value: row => row.task.name, node: row => TaskPage.link(row.number) },
    { name: "suite", value: row => DATA.suites[row.task.suite] ?? row.task.suite },
    ...["rows", "features", "classes", "test_rows"].map(name => ({
      name: name.replace("_", " "), numeric: true, value: row => row.task[name], text: row => row.task[name].toLocaleString("en") })),
    { name: "best score", numeric: true, value: row => row.best, text: row => digits(row.best) },
    { name: "best methods", value: row => row.methods },
  ], DATA.tasks.map((task, number) => {
    const scores = DATA.scores[number], best = Math.max(...scores.filter(score => score !== null));
    const methods = DATA.methods.filter((_, method) => scores[method] === best).map(method => method.name);
    return { task, number, best: isFinite(best) ? best : null, methods: methods.length > 3 ? `${methods.slice(0, 3).join(", ")} and ${methods.length - 3} more` : methods.join(", ") };
  })));
}
TaskPage.start(document.getElementById("report"), document.getElementById("task"));

// The contents show where the reader is.
const links = new Map([...document.querySelectorAll("nav.contents a")].map(link => [link.hash.slice(1), link]));
const seen = new IntersectionObserver(entries => {
  for (const entry of entries) {
    if (!entry.isIntersecting) continue;
    for (const link of links.values()) link.removeAttribute("aria-current");
    links.get(entry.target.id)?.setAttribute("aria-current", "true");
  }
}, { rootMargin: "0px 0px -70% 0px" });
for (const id of links.keys()) { const target = document.getElementById(id); if (target) seen.observe(target); }
for (const link of links.values()) link.addEventListener("click", () => { document.querySelector("details.contents")?.removeAttribute("open"); });
if (matchMedia("(min-width: 70rem)").matches) document.querySelector("details.contents")?.setAttribute("open", "");
