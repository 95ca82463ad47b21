// A page per task, in the same file: #task/NAME shows it in place of the report.
function decoded(hash) {
  try { return decodeURIComponent(hash); } catch { return hash; } // a per cent sign that was typed
}

const TaskPage = {
  trials: null,

  start(report, place) {
    Object.assign(TaskPage, { report, place });
    const title = document.title;
    const show = () => {
      const hash = decoded(location.hash);
      document.title = hash.startsWith("#task/") ? `${hash.slice(6)} · ${title}` : title;
      TaskPage.show(hash);
    };
    addEventListener("hashchange", show);
    show();
  },

  show(hash) {
    const number = hash.startsWith("#task/") ? DATA.tasks.findIndex(task => task.name === hash.slice(6)) : -1;
    const unknown = hash.startsWith("#task/") && number < 0;
    TaskPage.report.hidden = number >= 0 || unknown;
    TaskPage.place.hidden = !TaskPage.report.hidden;
    if (unknown) {
      TaskPage.place.replaceChildren(element("h1", { tabindex: "-1" }, `No task ${hash.slice(6)}`), element("p", {}, element("a", { href: "#" }, "Back to the report")));
      return;
    }
    if (number < 0) {
      TaskPage.place.replaceChildren();
      // The target was hidden when the browser wanted to scroll to it.
      if (hash.length > 1) document.getElementById(hash.slice(1))?.scrollIntoView();
      return;
    }
    TaskPage.place.replaceChildren(...TaskPage.content(number));
    TaskPage.place.querySelector("h1").focus();
    scrollTo(0, 0);
  },

  link(number, text) { return element("a", { href: `#task/${encodeURIComponent(DATA.tasks[number].name)}` }, text ?? DATA.tasks[number].name); },

  content(number) {
    const task = DATA.tasks[number], byName = DATA.tasks.map((_, i) => i).sort((a, b) => DATA.tasks[a].name < DATA.tasks[b].name ? -1 : 1);
    const place = byName.indexOf(number), [before, after] = [byName.at(place - 1), byName[(place + 1) % byName.length]];
    const navigation = element("nav", { "aria-label": "Tasks", class: "tasks" }, element("a", { href: "#tasks" }, "← all tasks"),
      TaskPage.link(before, `‹ ${DATA.tasks[before].name}`), TaskPage.link(after, `${DATA.tasks[after].name} ›`));
    const facts = [["suite", DATA.suites[task.suite] ?? task.suite], ["rows", task.rows], ["features", task.features], ["classes", task.classes],
      ["training rows", task.train_rows], ["test rows", task.test_rows], ["splits", task.splits], ["metric", task.metric],
      ["most frequent class alone", task.majority === null ? null : digits(task.majority)]];
    const list = element("dl", { class: "facts" }, ...facts.filter(([, value]) => value !== null && value !== "").map(([name, value]) =>
      element("div", {}, element("dt", {}, name), element("dd", {}, typeof value === "number" ? value.toLocaleString("en") : value))));
    const notes = task.notes.map(({ note, effect }) => element("li", {}, note, ...(effect ? [". ", element("strong", {}, effect)] : [])));
    if (task.reason) notes.push(element("li", {}, element("strong", {}, `Missing: ${task.reason}`)));
    return [navigation, element("h1", { tabindex: "-1" }, task.name), list,
      ...(notes.length ? [element("h2", {}, "What to know about this task"), element("ul", {}, ...notes)] : []),
      ...TaskPage.results(number), TaskPage.details(number)];
  },

  // Charts of the methods that have a score here or in the paper, and boxes to choose among them.
  results(number) {
    const known = DATA.methods.filter((_, method) => DATA.scores[number][method] !== null || DATA.paper[number][method] !== null);
    if (!known.length) return [];
    return Toggles.make(known.map(({ name }) => ({ name })), shown => [...TaskPage.scores(number, shown), ...TaskPage.spread(number, shown)], { folded: true });
  },

  scores(number, shown) {
    const score = DATA.scores[number], place = method => score[method] === null ? -1 : score[method];
    const order = DATA.methods.map((_, method) => method)
      .filter(method => shown(DATA.methods[method].name) && (score[method] !== null || DATA.paper[number][method] !== null))
      .sort((a, b) => place(b) - place(a));
    if (!order.length) return [];
    const row = (method, value, low, high, colour, text) => ({ name: DATA.methods[method].name, value, low: low ?? NaN, high: high ?? NaN, colour, text: `${DATA.methods[method].name}\n${text}` });
    const ours = order.filter(method => score[method] !== null).map(method => {
      const low = DATA.low[number][method], high = DATA.high[number][method];
      return row(method, score[method], low, high, Charts.colour(DATA.methods[method]), `this run ${withInterval(score[method], low, high)}`);
    });
    const paper = order.filter(method => DATA.paper[number][method] !== null).map(method =>
      row(method, DATA.paper[number][method], null, null, "var(--second)", `the paper ${digits(DATA.paper[number][method])}`));
    const interval = ours.some(row => isFinite(row.low)) ? ", with the 95 % interval that the test rows allow" : "";
    const legend = `Filled circles: this run${interval}${paper.length ? "; open diamonds: the paper" : ""}.`;
    return [element("h2", {}, "Scores"), element("p", { class: "quiet" }, legend),
      Charts.intervals(`Scores on ${DATA.tasks[number].name}`, ours.length ? ours : paper, { axis: DATA.tasks[number].metric, second: ours.length ? paper.filter(row => ours.some(other => other.name === row.name)) : [] })];
  },

  spread(number, shown) {
    const runs = DATA.runs;
    const dots = runs.task.flatMap((task, i) => task === number && shown(DATA.methods[runs.method[i]].name) ? [{
      name: DATA.methods[runs.method[i]].name, value: runs.score[i], colour: Charts.colour(DATA.methods[runs.method[i]]),
      text: `${DATA.methods[runs.method[i]].name}\nsplit ${runs.split[i]}, repeat ${runs.repeat[i]}: ${digits(runs.score[i])}`,
    }] : []);
    if (!dots.length) return [];
    const names = [...new Set(dots.map(dot => dot.name))];
    return [element("h2", {}, "Folds and seeds"), Charts.strips("Score of each split and repeat", dots, names, DATA.tasks[number].metric)];
  },

  // Trials and curves are unpacked when they are first asked for.
  details(number) {
    const place = element("div");
    const packed = document.getElementById("trials")?.textContent ?? "";
    if (!packed) return element("p", { class: "quiet" }, "The single trials are in trials.parquet, which this folder does not keep.");
    const unpack = async () => {
      const bytes = Uint8Array.from(atob(packed), letter => letter.charCodeAt(0));
      const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
      return JSON.parse(await new Response(stream).text());
    };
    TaskPage.trials ??= unpack();
    TaskPage.trials.then(trials => place.append(...TaskPage.curves(trials, number), ...TaskPage.trialTables(trials, number)));
    return place;
  },

  curves(trials, number) {
    const single = trials.curves[number] ?? [];
    if (!single.length) return [];
    const names = [...new Set(single.map(curve => DATA.methods[curve.method].name))];
    const all = names.map(name => TaskPage.meanCurve(name, single.filter(curve => DATA.methods[curve.method].name === name)));
    const draw = isShown => {
      const shown = all.filter(curve => isShown(curve.name));
      const points = key => shown.flatMap(curve => curve[key].map((value, i) => ({
        name: curve.name, series: curve.name, epoch: i + 1, value: key === "loss" ? Math.max(value, 1e-6) : value })));
      const chosen = key => shown.map(curve => ({ name: curve.name, epoch: curve.epoch, value: curve[key][curve.epoch - 1] }));
      return [element("div", { class: "pair" },
        Charts.curves("Score on the validation rows by epoch", points("validation"), chosen("validation"), { axis: `↑ ${DATA.tasks[number].metric} on validation rows` }),
        Charts.curves("Training loss by epoch", points("loss"), chosen("loss"), { axis: "↑ training loss", log: true }))];
    };
    const coloured = names.map(name => ({ name, colour: lineColour(name) }));
    const meaning = single.length > all.length ? "Means over the splits and repeats; dots mark the median of the chosen epochs." : "Dots mark the chosen epoch.";
    return [element("h2", {}, "Learning curves of the chosen networks"), element("p", { class: "quiet" }, meaning), ...Toggles.make(coloured, draw)];
  },

  // The mean over splits and repeats, as far as all of them were trained, and the median of the chosen epochs.
  meanCurve(name, curves) {
    const length = Math.min(...curves.map(curve => curve.validation.length)), epochs = curves.map(curve => curve.epoch).sort((a, b) => a - b);
    const mean = key => Array.from({ length }, (_, i) => sum(curves.map(curve => curve[key][i])) / curves.length);
    return { name, validation: mean("validation"), loss: mean("loss"), epoch: Math.max(1, Math.min(length, epochs[epochs.length >> 1])) };
  },

  trialTables(trials, number) {
    const columns = trials.tasks[number];
    if (!columns) return [];
    const rows = columns.method.map((_, i) => Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, values[i]])));
    const setting = row => trials.settings[row.setting].replace(/[{}"]/g, "").replaceAll(",", ", ").replaceAll("_", " ") || null;
    const shared = [
      { name: "method", value: row => DATA.methods[row.method].name },
      { name: "split", numeric: true, value: row => row.split }, { name: "repeat", numeric: true, value: row => row.repeat },
      { name: "setting", value: setting },
      { name: "validation", numeric: true, value: row => row.validation, text: row => digits(row.validation) },
      { name: "test", numeric: true, value: row => row.test, text: row => digits(row.test) },
      { name: "epoch", numeric: true, value: row => row.epoch || null }, { name: "epochs trained", numeric: true, value: row => row.epochs || null },
      { name: "seconds", numeric: true, value: row => row.seconds, text: row => digits(row.seconds, 2) },
      { name: "status", value: row => trials.statuses[row.status] },
    ];
    const single = new Set(columns.split).size === 1 && new Set(columns.repeat).size === 1;
    const shown = shared.filter(column => !single || !["split", "repeat"].includes(column.name));
    const every = element("details", {}, element("summary", {}, `All ${rows.length.toLocaleString("en")} trials`));
    every.addEventListener("toggle", () => { if (every.open && every.children.length === 1) every.append(Tables.make("All trials", shown, rows)); });
    const chosen = rows.filter(row => row.chosen).sort((a, b) => (b.test ?? -1) - (a.test ?? -1));
    return [element("h2", {}, "Chosen settings"), Tables.make("Chosen settings", shown, chosen), element("h2", {}, "Trials"),
      trials.kept === "all" ? every : element("p", { class: "quiet" }, "This run has too many trials for one page: only chosen ones are shown, all of them are in trials.parquet.")];
  },
};
