// The leaderboard that follows the reader's selection of tasks and methods.
const DATA = JSON.parse(document.getElementById("data").textContent);

const Explorer = {
  suite: "",
  ranges: {},
  methods: new Set(DATA.methods.map((_, number) => number)),
  dropped: new Set(),

  start(place) {
    Explorer.place = place;
    const suites = Object.entries(DATA.suites);
    Explorer.suite = suites.length > 1 ? suites[0][0] : "";
    place.append(Explorer.suiteButtons(suites), Explorer.sliders(), Explorer.methodBoxes(), Explorer.taskBoxes());
    Explorer.status = element("p", { "aria-live": "polite", class: "quiet", id: "selection" });
    Explorer.results = element("div");
    place.append(Explorer.status, Explorer.results);
    Explorer.update();
  },

  suiteButtons(suites) {
    const group = element("div", { role: "group", "aria-label": "Suite", class: "buttons" });
    if (suites.length < 2) return group;
    for (const [suite, title] of [...suites, ["", "all suites"]]) {
      const button = element("button", { type: "button", "aria-pressed": String(suite === Explorer.suite) }, title);
      button.addEventListener("click", () => {
        Explorer.suite = suite;
        for (const other of group.children) other.setAttribute("aria-pressed", String(other === button));
        Explorer.update();
      });
      group.append(button);
    }
    return group;
  },

  // For rows, features and classes two sliders each over the values that occur.
  sliders() {
    const box = element("div", { class: "sliders" });
    for (const property of ["rows", "features", "classes"]) {
      const values = [...new Set(DATA.tasks.map(task => task[property]).filter(value => value !== null))].sort((a, b) => a - b);
      if (values.length < 2) continue;
      const shown = element("output");
      const sliders = ["smallest", "largest"].map((end, second) => {
        const slider = element("input", {
          type: "range", min: 0, max: values.length - 1, value: second ? values.length - 1 : 0, "aria-label": `${end} number of ${property}`, "data-property": `${end}-${property}`,
        });
        slider.addEventListener("input", () => change(second));
        return slider;
      });
      const change = moved => {
        // A slider that would pass the other one takes it along.
        if (+sliders[0].value > +sliders[1].value) sliders[1 - moved].value = sliders[moved].value;
        const [low, high] = sliders.map(slider => values[slider.value]);
        Explorer.ranges[property] = [low, high];
        sliders.forEach((slider, second) => slider.setAttribute("aria-valuetext", String(second ? high : low)));
        shown.textContent = `${low.toLocaleString("en")} to ${high.toLocaleString("en")}`;
        if (Explorer.results) Explorer.update();
      };
      change(0);
      box.append(element("div", { class: "slider" }, element("span", {}, property, " ", shown), ...sliders));
    }
    return box;
  },

  methodBoxes() {
    const boxes = element("div", { class: "boxes" });
    const inputs = DATA.methods.map((method, number) => {
      const input = element("input", { type: "checkbox", checked: "", "data-method": method.name });
      input.addEventListener("change", () => { Explorer.methods[input.checked ? "add" : "delete"](number); Explorer.update(); });
      boxes.append(element("label", {}, input, " ", method.name));
      return input;
    });
    const choose = wanted => () => {
      inputs.forEach((input, number) => { input.checked = wanted(DATA.methods[number]); });
      Explorer.methods = new Set(inputs.flatMap((input, number) => input.checked ? [number] : []));
      Explorer.update();
    };
    const buttons = [["all", () => true], ["networks", method => method.network], ["other methods", method => !method.network], ["none", () => false]]
      .map(([name, wanted]) => { const button = element("button", { type: "button" }, name); button.addEventListener("click", choose(wanted)); return button; });
    return element("details", { class: "choose" }, element("summary", {}, "Choose methods"), element("div", { class: "buttons" }, ...buttons), boxes);
  },

  taskBoxes() {
    const boxes = element("div", { class: "boxes" });
    const filter = element("input", { type: "search", placeholder: "Find a task", "aria-label": "Find a task" });
    const labels = DATA.tasks.map((task, number) => {
      const input = element("input", { type: "checkbox", checked: "", "data-task": task.name });
      input.addEventListener("change", () => { Explorer.dropped[input.checked ? "delete" : "add"](number); Explorer.update(); });
      return element("label", {}, input, " ", task.name);
    });
    boxes.append(...labels);
    filter.addEventListener("input", () => labels.forEach(label => { label.hidden = !label.textContent.toLowerCase().includes(filter.value.toLowerCase()); }));
    const set = checked => () => {
      labels.forEach((label, number) => {
        if (label.hidden) return;
        label.querySelector("input").checked = checked;
        Explorer.dropped[checked ? "delete" : "add"](number);
      });
      Explorer.update();
    };
    const buttons = [["choose all shown", true], ["drop all shown", false]].map(([name, checked]) => {
      const button = element("button", { type: "button" }, name);
      button.addEventListener("click", set(checked));
      return button;
    });
    return element("details", { class: "choose" }, element("summary", {}, "Choose tasks"), element("div", { class: "buttons" }, filter, ...buttons), boxes);
  },

  selection() {
    const within = task => Object.entries(Explorer.ranges).every(([property, [low, high]]) =>
      task[property] === null || (task[property] >= low && task[property] <= high));
    const tasks = DATA.tasks.flatMap((task, number) =>
      (!Explorer.suite || task.suite === Explorer.suite) && within(task) && !Explorer.dropped.has(number) ? [number] : []);
    return Statistics.comparable(DATA.scores, tasks, [...Explorer.methods].sort((a, b) => a - b));
  },

  update() {
    const chosen = Explorer.selection(), { tasks, methods } = chosen;
    const missing = [
      chosen.incomplete.length ? `without a result of every method: ${chosen.incomplete.map(task => DATA.tasks[task].name).join(", ")}` : "",
      chosen.withoutResult.length ? `methods without any result: ${chosen.withoutResult.map(method => DATA.methods[method].name).join(", ")}` : "",
    ].filter(Boolean);
    Explorer.status.textContent = `${tasks.length} ${tasks.length === 1 ? "task" : "tasks"}, ${methods.length} ${methods.length === 1 ? "method" : "methods"}`
      + (missing.length ? `; left out: ${missing.join("; ")}` : "") + ".";
    const rows = tasks.length && methods.length ? Statistics.leaderboard(DATA.scores, DATA.seconds, tasks, methods, { t: DATA.t, fewest: DATA.fewest, majority: DATA.tasks.map(task => task.majority) }) : [];
    Explorer.results.replaceChildren(...(rows.length ? Explorer.shown(rows, tasks) : [element("p", {}, "Nothing to compare: choose at least one task and one method.")]));
  },

  shown(rows, tasks) {
    const named = rows.map(row => ({ ...row, name: DATA.methods[row.method].name, colour: Charts.colour(DATA.methods[row.method]) }));
    const parts = [
      Explorer.table(named),
      element("p", { class: "quiet" }, Explorer.reading(named, tasks)),
      element("h3", {}, tasks.length < DATA.fewest ? "Average ranks" : "Average ranks with 95 % intervals"),
      Charts.intervals(`Average ranks over ${tasks.length} tasks`, named.map(row => ({
        ...row, value: row.rank, text: `${row.name}\naverage rank ${withInterval(row.rank, row.low, row.high, 2)}`,
      })), { axis: "← average rank, better to the left" }),
    ];
    if (rows.length > 2 && tasks.length > 1) {
      const distance = Statistics.criticalDistance(rows.length, tasks.length, DATA.critical);
      const groups = Statistics.groups(rows.map(row => row.rank), distance);
      parts.push(
        element("h3", {}, "Critical-difference diagram"),
        element("p", { class: "quiet" }, "Methods that share a bar cannot be told apart by Nemenyi's test at the 5 % level."),
        Charts.criticalDifference(`Critical-difference diagram of ${rows.length} methods over ${tasks.length} tasks`, named, groups, distance),
      );
    }
    const timed = named.filter(row => row.seconds > 0);
    if (timed.length) {
      parts.push(element("h3", {}, "Score against time"), Charts.scatter("Mean score against processor time", timed.map(row => ({
        ...row, x: row.seconds, y: row.score, text: `${row.name}\nmean score ${digits(row.score)}\n${digits(row.seconds, 1)} seconds`,
      })), { x: "processor time of all settings, seconds →", y: "↑ mean score" }));
    }
    return [...parts, ...Explorer.spread(named, new Set(tasks))];
  },

  table(rows) {
    return Tables.make("Leaderboard of the selection", [
      { name: "method", value: row => row.name },
      { name: "average rank", numeric: true, value: row => row.rank, text: row => digits(row.rank, 2) },
      ...(rows.some(row => isFinite(row.low)) ? [{ name: "95 % interval", numeric: true, value: row => row.low, text: row => `${digits(row.low, 2)} to ${digits(row.high, 2)}` }] : []),
      ...(rows.some(row => isFinite(row.pBest)) ? [{ name: "p against first", numeric: true, value: row => row.pBest, text: row => pText(row.pBest) }] : []),
      ...(rows.some(row => isFinite(row.pMajority)) ? [{ name: "p against majority class", numeric: true, value: row => row.pMajority, text: row => pText(row.pMajority) }] : []),
      { name: "win rate", numeric: true, value: row => row.winRate, text: row => `${digits(100 * row.winRate, 0)} %` },
      { name: "tasks won", numeric: true, value: row => row.wins, text: row => digits(row.wins, 1) },
      { name: "mean score", numeric: true, value: row => row.score, text: row => digits(row.score) },
      { name: "seconds", numeric: true, value: row => row.seconds, text: row => digits(row.seconds, 1) },
    ], rows);
  },

  // What the p-values are, and why there are none.
  reading(rows, tasks) {
    const known = tasks.filter(task => DATA.tasks[task].majority !== null).length;
    if (rows.length === 1) return `One method only: nothing is tested.`;
    if (tasks.length < DATA.fewest) return `Fewer than ${DATA.fewest} tasks cannot show a difference at the 5 % level, so neither intervals nor p-values are given.`;
    return `p-values: two-sided paired Wilcoxon tests over the tasks with Holm's correction, against ${rows[0].name}`
      + (known >= DATA.fewest ? ` and against always answering with the most frequent class (${known} tasks)` : "")
      + "; a star marks p < 0.05.";
  },

  // How much a single split or repeat deviates from the mean of its method on its task.
  spread(named, tasks) {
    const runs = DATA.runs, byMethod = new Map(named.map(row => [row.method, row])), sums = new Map();
    const cell = i => `${runs.task[i]}/${runs.method[i]}`;
    runs.score.forEach((score, i) => { const [total, count] = sums.get(cell(i)) ?? [0, 0]; sums.set(cell(i), [total + score, count + 1]); });
    const dots = runs.task.flatMap((task, i) => tasks.has(task) && byMethod.has(runs.method[i]) ? [{
      name: byMethod.get(runs.method[i]).name, colour: byMethod.get(runs.method[i]).colour, value: runs.score[i] - sums.get(cell(i))[0] / sums.get(cell(i))[1],
      text: `${byMethod.get(runs.method[i]).name} on ${DATA.tasks[task].name}\nsplit ${runs.split[i]}, repeat ${runs.repeat[i]}: ${digits(runs.score[i])}`,
    }] : []);
    if (!dots.length) return [];
    const heading = element("h3", {}, "Spread over folds and seeds");
    if (dots.length > 20000) return [heading, element("p", { class: "quiet" }, `${dots.length.toLocaleString("en")} results are too many to draw; choose fewer tasks or methods.`)];
    return [
      heading,
      element("p", { class: "quiet" }, "Each dot is one split and repeat: its score minus the method's mean on the task."),
      Charts.strips("Spread over folds and seeds", dots, named.map(row => row.name).filter(name => dots.some(dot => dot.name === name)), "score minus the method's mean on the task"),
    ];
  },
};
