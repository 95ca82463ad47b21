"""What the report opens with: the verdict of each suite, in sentences computed from the results."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from snnbench.paper.tables import published_auc
from snnbench.report.formats import MINUS, SIGNIFICANT, listed, ordinal
from snnbench.report.luck import ALL
from snnbench.report.results import Results
from snnbench.report.run_folder import RunFolder
from snnbench.report.search_words import coverage_sentence, missing_sentence, search_sentence
from snnbench.report.suites import suite_title
from snnbench.report.tables.ranking import Ranking
from snnbench.report.verdict import TESTS, certainty, first_place_sentence, over_what, verdict_sentences
from snnbench.stats.places import can_be_told_apart, places
from snnbench.words import number_of

MAX_NAMED = 3
"""Methods that a sentence names."""
HIGHLIGHTED = "SNN"


class Verdict(NamedTuple):
    """What a run says on one subject.

    Attributes
    ----------
    title : str
    sentences : list of str
        What a reader should know first.
    more : list of str
        What stands behind them.
    """

    title: str
    sentences: list[str]
    more: list[str]


def verdicts(results: Results) -> list[Verdict]:
    """Return the verdict per suite, and what the run's search and its gaps mean for them.

    Parameters
    ----------
    results : Results
    """
    run, rankings = results.run, results.rankings
    suites = run.tasks.loc[run.tasks_of("accuracy"), "suite"].unique()
    ranked = listed([suite_title(suite) for suite in suites])
    found = []
    if run.nets and len(suites):
        found.append(Verdict(f"Networks on {ranked}", *_networks(results)))
    if run.other_methods and len(suites):
        # One's own data ask which method is best; the paper asks which network is.
        place = len(found) if run.tasks_of_paper else 0
        found.insert(place, Verdict(f"All methods on {ranked}", _all_methods(run, rankings.every), []))
    found += [
        Verdict(suite_title(task), _best_score(run, task, published_auc(task, HIGHLIGHTED)), [])
        for task in ("htru2", "tox21")
        if task in run.tasks.index
    ]
    found.append(Verdict("The run", [*coverage_sentence(run), *search_sentence(run), missing_sentence(run)], []))
    return [verdict for verdict in found if verdict.sentences]


def flat(found: list[Verdict]) -> list[str]:
    """Return the verdicts as lines of text."""
    return [f"{verdict.title}: {' '.join([*verdict.sentences, *verdict.more])}" for verdict in found]


def _networks(results: Results) -> tuple[list[str], list[str]]:
    run, ranking, luck = results.run, results.rankings.nets, results.luck
    distance = _distance(results)
    if not len(ranking.table):
        return [_nothing_ranked(ranking, "networks")], distance
    if len(ranking.table) == 1:
        return [f"{ranking.table['method'].iloc[0]} is the only network of this run.", *distance], []
    more = [] if luck is None else verdict_sentences(luck, run.uses_halving)[1:]
    if luck is None:
        table, over, certain = ranking.table, _over(len(ranking.scores)), [_best_place(ranking, "networks")]
    else:
        group = luck.groups[ALL]
        table, over, certain = group.ours, over_what(group), certainty(group, HIGHLIGHTED)
    as_in_paper = [_as_in_paper(ranking)] if run.has_paper_accuracies and _decidable(ranking) else []
    return [_first(run, table, over), *certain, *_unranked(ranking)], [*as_in_paper, *more, *distance]


def _unranked(ranking: Ranking) -> list[str]:
    return [ranking.unranked] if ranking.unranked else []


def _nothing_ranked(ranking: Ranking, of_what: str) -> str:
    if not len(ranking.scores.columns):
        return f"None of the {of_what} has a result, so none is ranked."
    return f"No task has a result of all {len(ranking.scores.columns)} {of_what}, so none is ranked."


def _over(tasks: int) -> str:
    return f"Over {tasks} {'task' if tasks == 1 else 'tasks'}"


def _decidable(ranking: Ranking) -> bool:
    return can_be_told_apart(*ranking.scores.shape)


def _best_place(ranking: Ranking, of_what: str) -> str:
    best = ranking.table["method"].iloc[0]
    return first_place_sentence(best, places(ranking.scores)[best], len(ranking.scores), of_what)


def _first(run: RunFolder, ranked: pd.DataFrame, over: str) -> str:
    table = ranked.set_index("method")
    best = table.index[0]
    sentence = (
        f"{over}, {best} has the best average rank of the {len(table)} networks ({table.loc[best, 'avg_rank']:.2f})"
    )
    if best == HIGHLIGHTED:
        return sentence + (", as in the paper." if run.has_paper_accuracies else ".")
    if HIGHLIGHTED in table.index:
        place = list(table.index).index(HIGHLIGHTED) + 1
        first = ", first in the paper," if run.has_paper_accuracies else ""
        sentence += f", and {HIGHLIGHTED}{first} is {ordinal(place)} ({table.loc[HIGHLIGHTED, 'avg_rank']:.2f})"
    return sentence + "."


def _as_in_paper(ranking: Ranking) -> str:
    """Return what the paper's tests say: one-sided, uncorrected, on one fold with one seed."""
    best, others = ranking.table["method"].iloc[0], ranking.table.iloc[1:]
    one_sided, corrected = (
        others["method"][others[column] < SIGNIFICANT].tolist() for column in ("p_value", "p_value_two_sided_holm")
    )
    tests = "By the paper's tests (paired Wilcoxon, one-sided, 5 % level, on one fold with one seed)"
    if not one_sided:
        return f"{tests}, {best} is not significantly better than any of the others."
    all_or_some = "all of the others" if len(one_sided) == len(others) else listed(one_sided)
    survives = (
        f"two-sided and with Holm's correction {'that holds for ' + listed(corrected) if corrected else 'for none'}"
    )
    return f"{tests}, {best} is significantly better than {all_or_some}; {survives}."


def _all_methods(run: RunFolder, ranking: Ranking) -> list[str]:
    if len(ranking.table) == 1:
        return [f"{_over(len(ranking.scores))}, {ranking.table['method'].iloc[0]} is the only method."]
    if not len(ranking.table):
        return [_nothing_ranked(ranking, "methods")]
    table, tasks = ranking.table, len(ranking.scores)
    best = table["method"].iloc[0]
    rank = table["avg_rank"].iloc[0]
    sentence = f"{_over(tasks)}, {best} has the best average rank of the {len(table)} methods ({rank:.2f})"
    nets = [method for method in table["method"] if method in run.nets and method != best]
    named = [*nets[:1], *(net for net in nets[1:] if net == HIGHLIGHTED)]
    places_of_named = [ordinal(list(table["method"]).index(net) + 1) for net in named]
    if named:
        which_of_them = "next" if best in run.nets else "best"
        sentence += f"; the {which_of_them} network, {named[0]}, is {places_of_named[0]}"
        sentence += f", and {named[1]} {places_of_named[1]}" if len(named) > 1 else ""
    if not _decidable(ranking):
        return [sentence + ".", _best_place(ranking, "methods"), *_unranked(ranking)]
    behind = table.iloc[1:]
    beaten = (behind["p_value_two_sided_holm"] < SIGNIFICANT) & (behind["effect_size"] > 0)
    equal = behind["method"][~beaten].tolist()
    which = f", all but {listed(equal)}" if 0 < len(equal) <= MAX_NAMED and beaten.any() else ""
    return [
        sentence + ".",
        f"It is significantly better than {int(beaten.sum()) or 'none'} of the other {len(behind)}{which} ({TESTS}).",
        *_unranked(ranking),
    ]


def _best_score(run: RunFolder, task: str, snn_in_paper: float) -> list[str]:
    rows = run.runs[(run.runs["task"] == task) & run.runs["test_score"].notna()]
    if rows.empty:
        return [run.reasons().get(task, "no method has a result").rstrip(".").capitalize() + "."]
    several_folds = rows["split"].max() > rows["split"].min()
    # As in the paper, the deviation is that between the folds of one seed.
    one, other = ("split", "repeat") if several_folds else ("repeat", "split")
    scores = rows.groupby(["method", one])["test_score"].mean().groupby("method").agg(["mean", "count"])
    scores["std"] = rows.groupby(["method", other])["test_score"].std().groupby("method").mean()
    scores = scores.sort_values("mean", ascending=False, kind="stable")

    def described(method: str) -> str:
        spread = scores.loc[method, "std"]
        return f"{scores.loc[method, 'mean']:.4f}" + (f" ± {spread:.4f}" if pd.notna(spread) else "")

    best = scores.index[0]
    over = number_of(int(scores.loc[best, "count"]), "fold" if several_folds else "seed")
    seeds = int(rows.loc[rows["method"] == best, "repeat"].nunique())
    over += f" and {seeds} seeds (± between the folds of a seed)" if several_folds and seeds > 1 else ""
    sentence = f"{best} has the highest mean AUC, {described(best)} over {over}"
    if HIGHLIGHTED in scores.index:
        own = "" if best == HIGHLIGHTED else f"; {HIGHLIGHTED} has {described(HIGHLIGHTED)}"
        sentence += f"{own} (in the paper {snn_in_paper:g})"
    return [sentence + "."]


def _distance(results: Results) -> list[str]:
    comparison = results.tables.get("ours_vs_paper")
    if comparison is None:
        return []
    data = comparison.data
    method = HIGHLIGHTED if HIGHLIGHTED in set(data["method"]) else data["method"].iloc[0]
    part = data[data["method"] == method]
    mean = f"{part['difference'].mean():+.3f}".replace("-", MINUS)
    return [
        f"{method}'s accuracy differs from the paper's by {part['difference'].abs().median():.3f} in the median over "
        f"{len(part)} {'task' if len(part) == 1 else 'tasks'} (mean difference {mean}); on "
        f"{int(part['covers_0'].sum())} of them the number of test rows is too small to tell the two apart."
    ]
