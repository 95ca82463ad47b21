"""From a run's rows to its tables, figures and report."""

from __future__ import annotations

import base64
from importlib import resources
from pathlib import Path

import jinja2
import pandas as pd

from snnbench.files import written_whole
from snnbench.report.figures import draw_figures
from snnbench.report.latex import format_value, latex_table
from snnbench.report.run_folder import RunFolder
from snnbench.report.tables import auc_per_task, ours_vs_paper, table1_fnn, table3_htru2, table_a11


def build_report(folder: Path, out: Path | None = None, drop_incomplete: bool = False) -> None:
    """Write ``tables/``, ``figures/``, ``report.html`` and ``summary.txt`` of a run.

    Parameters
    ----------
    folder : Path
        Of the run's result files.
    out : Path, optional
        Where to write; the same folder unless given.
    drop_incomplete : bool
        Leave tasks without a result of every method out of the statistics, instead of refusing.

    Raises
    ------
    IncompleteMatrix
        Naming the missing (task, method) pairs, if ``drop_incomplete`` is false.
    """
    out = out or folder
    run = RunFolder.read(folder)
    table1, left_out = table1_fnn(run, drop_incomplete)
    tables = {
        "table1_fnn": table1,
        "table3_htru2": table3_htru2(run),
        "tableA11": table_a11(run),
        "auc_per_task": auc_per_task(run),
        "ours_vs_paper": ours_vs_paper(run),
    }
    tables = {name: table for name, table in tables.items() if len(table)}
    for name, table in tables.items():
        with written_whole(out / "tables" / f"{name}.csv") as temporary:
            table.to_csv(temporary, index=False)
        with written_whole(out / "tables" / f"{name}.tex") as temporary:
            temporary.write_text(latex_table(table), encoding="utf-8")
    comparison = tables.get("ours_vs_paper", pd.DataFrame())
    figures = draw_figures(run, table1, comparison, out / "figures")
    answer = answer_sentences(run, table1, comparison)
    with written_whole(out / "report.html") as temporary:
        temporary.write_text(_html(run, tables, figures, answer, left_out, out), encoding="utf-8")
    with written_whole(out / "summary.txt") as temporary:
        temporary.write_text(_summary(run, answer, out), encoding="utf-8")


def answer_sentences(run: RunFolder, table1: pd.DataFrame, comparison: pd.DataFrame) -> list[str]:
    """Return who ranks first, whether significantly, and how far that is from the paper."""
    if not len(table1):
        return ["No task has a result of every network, so no ranking can be computed."]
    if len(table1) == 1:
        return [f"{table1['method'].iloc[0]} is the only network of this run, so nothing is ranked."]
    tasks = len(run.scores("accuracy")[run.nets].dropna())
    best = table1.iloc[0]
    sentences = [
        f"Over {tasks} {'task' if tasks == 1 else 'tasks'}, {best['method']} has the best average rank of the "
        f"{len(table1)} networks (difference to the mean rank {best['avg_rank_difference']:+.2f})."
    ]
    if "SNN" in set(table1["method"]) and best["method"] != "SNN":
        place = table1["method"].tolist().index("SNN") + 1
        difference = table1.set_index("method").loc["SNN", "avg_rank_difference"]
        sentences[0] += f" SNN comes in place {place} ({difference:+.2f})."
    beaten = table1[table1["p_value"] < 0.05]["method"].tolist()
    caution = " With so few tasks no test can find much." if tasks < 10 else ""
    sentences.append(
        f"{best['method']} is better than {', '.join(beaten) if beaten else 'none of the others'} at the 5 % level "
        f"(one-sided paired Wilcoxon tests, as in the paper).{caution}"
    )
    if len(comparison):
        of_snn = comparison[comparison["method"] == "SNN"]
        of_snn = of_snn if len(of_snn) else comparison
        sentences.append(
            f"The median absolute difference of {'SNN' if len(of_snn) < len(comparison) else 'an accuracy'} "
            f"to the paper's is {of_snn['difference'].abs().median():.3f}, the mean difference "
            f"{of_snn['difference'].mean():+.3f}."
        )
    else:
        sentences.append("None of these tasks is in the paper with the same rows, so nothing is compared with it.")
    return sentences


def _summary(run: RunFolder, answer: list[str], out: Path) -> str:
    failures = run.failures()
    unavailable = run.tasks[run.tasks["status"] != "ok"]
    lines = [
        "",
        *answer,
        f"{(run.runs['status'] == 'ok').sum()} of {len(run.runs)} results; "
        f"report {out / 'report.html'}, tables {out / 'tables'}, figures {out / 'figures'}",
    ]
    lines += [f"could not be had: {name}: {status}" for name, status in unavailable["status"].items()]
    failed = failures[~failures["task"].isin(unavailable.index)]
    for row in failed.itertuples():
        log = out / "logs" / "cells" / row.task
        lines.append(f"failed: {row.method} on {row.task}, split {row.split}: {row.status}; its log is in {log}")
    if len(failed):
        lines.append("To try again what failed: the same command with --forcerun cells; what is done stays done.")
    return "\n".join(lines) + "\n"


def _html(
    run: RunFolder,
    tables: dict[str, pd.DataFrame],
    figures: dict[str, str],
    answer: list[str],
    left_out: list[str],
    out: Path,
) -> str:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(str(resources.files("snnbench.report"))), autoescape=True
    )
    environment.filters["value"] = format_value
    pictures = {name: base64.b64encode((out / "figures" / f"{name}.png").read_bytes()).decode() for name in figures}
    return environment.get_template("report.html").render(
        run=run,
        answer=answer,
        tables=tables,
        titles=TITLES,
        figures=figures,
        pictures=pictures,
        left_out=left_out,
        unavailable=run.tasks[run.tasks["status"] != "ok"]["status"].to_dict(),
        failures=run.failures().to_dict("records"),
        notes={name: note for name, note in run.tasks["notes"].items() if note},
        numeric={name: [pd.api.types.is_numeric_dtype(t[c]) for c in t] for name, t in tables.items()},
    )


TITLES = {
    "table1_fnn": "Table 1 (left). Average rank difference of the networks",
    "table3_htru2": "Table 3. AUC on HTRU2, mean over the folds",
    "tableA11": "Table A11. Accuracy of every method on every task",
    "auc_per_task": "AUC of every method, mean over the splits",
    "ours_vs_paper": "This run against the paper, per task and network",
}
