"""The verdicts that the report opens with, on rows that decide them."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from chance import RUNS, most_by_chance

from snnbench.paper.tables import published_accuracies
from snnbench.report.answer import flat, verdicts
from snnbench.report.luck import Luck
from snnbench.report.rankings import Rankings
from snnbench.report.results import Results
from snnbench.report.run_folder import RunFolder
from snnbench.report.tables.collection import all_tables
from snnbench.report.verdict import first_place_sentence
from snnbench.stats.places import places


def run_of(scores, suite="uci"):
    """A run with these accuracies, shape (tasks, methods)."""
    long = scores.rename_axis(index="task", columns="method").stack().rename("test_score").reset_index()
    runs = long.assign(suite=suite, split=0, repeat=0, status="ok", seconds=1.0, hyperparameters="{}")
    tasks = pd.DataFrame({"name": scores.index, "suite": suite, "metric": "accuracy", "status": "ok", "notes": ""})
    tasks = tasks.assign(rows=100, features=4, classes=2, splits=1, test_rows=50, train_rows=40).set_index("name")
    config = {"methods": list(scores.columns), "seed": 0, "search": {"strategy": "grid"}, "grids": {}}
    return RunFolder("x", runs, tasks, config, {})


def verdicts_of(run, drop_incomplete=False):
    rankings = Rankings.of(run, drop_incomplete)
    luck = Luck.of(run, rankings.nets.tasks, list(rankings.nets.table["method"]))
    results = Results(run, rankings, all_tables(run, rankings)[0], luck)
    return verdicts(results)


def answer(run, drop_incomplete=False):
    return {verdict.title: verdict for verdict in verdicts_of(run, drop_incomplete)}


def test_the_papers_own_accuracies_give_the_papers_own_answer():
    networks = answer(run_of(published_accuracies().dropna()))["Networks on UCI"]
    first, certain, in_paper = networks.sentences
    assert first == (
        "Over 120 tasks with one fold and seed each, SNN has the best average rank of the 7 networks (3.24), as in the "
        "paper."
    )
    assert certain.startswith(
        "Whether SNN is first remains open: MSRAinit and LayerNorm are not significantly different from SNN"
    )
    assert in_paper.endswith("and place 1 to 3 by the same tests.")
    significant, distance = networks.more[0], networks.more[-1]
    assert "SNN is significantly better than all of the others" in significant
    # Two-sided, with Holm's correction, MSRAinit and LayerNorm are not beaten.
    assert significant.endswith("that holds for Highway, ResNet, WeightNorm and BatchNorm.")
    assert "by 0.000 in the median over 120 tasks (mean difference +0.000); on 120 of them" in distance


def test_another_winner_is_named_and_few_tasks_are_said_to_be_few():
    scores = published_accuracies().loc[["iris", "car", "zoo", "yeast"], ["SNN", "BatchNorm"]].assign(BatchNorm=1.0)
    first, second = answer(run_of(scores))["Networks on UCI"].sentences
    assert "BatchNorm has the best average rank of the 2 networks (1.00), and SNN, first in the paper, is 2nd" in first
    assert second == (
        "4 tasks are too few to tell 2 networks apart (even one that wins every task would not be significantly "
        "better), so the order only describes these tasks."
    )


def test_the_difference_to_the_paper_is_ours_minus_the_papers():
    paper = published_accuracies().loc[["iris", "car", "zoo"], ["SNN", "BatchNorm"]]
    better = answer(run_of(paper.mul(0.9)))["Networks on UCI"].more[-1]
    assert "(mean difference −0.09" in better


def test_on_own_data_all_methods_come_first_and_nothing_is_said_of_the_paper():
    scores = pd.DataFrame({"SNN": [0.9, 0.8], "SVM": [0.95, 0.9], "PLS": [0.1, 0.2]}, index=["mine", "own"])
    found = answer(run_of(scores, "user"))
    assert list(found) == ["All methods on own data", "Networks on own data", "The run"]
    assert found["All methods on own data"].sentences[0] == (
        "Over 2 tasks, SVM has the best average rank of the 3 methods (1.00); the best network, SNN, is 2nd."
    )
    assert "paper" not in " ".join(flat(list(found.values())))


@pytest.mark.parametrize("suite", ["sklearn", "user"])
def test_a_method_that_wins_each_of_five_tasks_is_not_called_first_or_better(suite):
    names = [f"task-{number}" for number in range(5)]
    scores = pd.DataFrame({"SNN": 0.9, "ResNet": 0.6, "SVM": 0.5, "PLS": 0.4}, index=names)
    text = " ".join(flat(list(answer(run_of(scores, suite)).values())))
    assert "significantly better than" not in text
    assert "is first" not in text
    assert "probab" not in text
    assert "5 tasks are too few to tell 2 networks apart" in text
    assert "5 tasks are too few to tell 4 methods apart" in text


def test_equal_networks_are_seldom_called_first():
    generator = np.random.default_rng(3)
    claims = 0
    for _ in range(RUNS):
        scores = pd.DataFrame(generator.uniform(0.5, 0.9, (12, 3)), columns=["SNN", "BatchNorm", "ResNet"])
        best, place = next(iter(places(scores).items()))
        claims += "is first: " in first_place_sentence(best, place, 12, "networks")
    assert claims <= most_by_chance()


def test_seeds_are_no_folds():
    """Three seeds on ten folds are ten folds, and the deviation is that between folds."""

    def said(suite, folds, seeds):
        run = run_of(pd.DataFrame({"SNN": [0.9], "SVM": [0.8]}, index=[suite]), suite)
        parts = [
            run.runs.assign(split=fold, repeat=seed, test_score=run.runs["test_score"] + 0.01 * fold + 0.03 * seed)
            for fold in range(folds)
            for seed in range(seeds)
        ]
        run = replace(run, runs=pd.concat(parts, ignore_index=True))
        return next(v.sentences[0] for v in verdicts_of(run) if "highest mean AUC" in v.sentences[0])

    deviation = 0.01 * np.arange(10).std(ddof=1)
    start = "SNN has the highest mean AUC, "
    assert said("htru2", 10, 3).startswith(
        f"{start}{0.9 + 0.045 + 0.03:.4f} ± {deviation:.4f} over 10 folds and 3 seeds (± between the folds of a seed)"
    )
    assert said("htru2", 10, 1).startswith(f"{start}{0.9 + 0.045:.4f} ± {deviation:.4f} over 10 folds (in the paper")
    assert said("tox21", 1, 3).startswith(f"{start}0.9300 ± 0.0300 over 3 seeds (in the paper")
    assert said("tox21", 1, 1).startswith(f"{start}0.9000 over 1 seed (in the paper")


@pytest.mark.parametrize(
    ("methods", "suite", "title", "expected"),
    [
        (["SVM"], "uci", "All methods on UCI", "Over 2 tasks, SVM is the only method"),
        (["SNN"], "uci", "Networks on UCI", "SNN is the only network of this run."),
        (["SNN"], "user", "Networks on own data", "SNN is the only network of this run."),
    ],
)
def test_what_cannot_be_answered_is_said(methods, suite, title, expected):
    names = ["iris", "car"] if suite == "uci" else ["mine", "own"]
    found = answer(run_of(pd.DataFrame(0.5, index=names, columns=methods), suite))
    assert found[title].sentences[0].startswith(expected)


def test_methods_that_failed_everywhere_leave_the_others_ranked():
    scores = pd.DataFrame({"SNN": [0.9, 0.8], "Mine": np.nan, "SVM": [0.95, 0.9], "PLS": np.nan}, index=["one", "two"])
    found = answer(run_of(scores, "user"), drop_incomplete=True)
    every = found["All methods on own data"].sentences
    assert every[0].startswith("Over 2 tasks, SVM has the best average rank of the 2 methods")
    assert every[-1] == "Mine and PLS have no result and are not ranked."
    holes = pd.DataFrame({"SNN": [0.9, np.nan], "SVM": [np.nan, 0.9]}, index=["one", "two"])
    every = answer(run_of(holes, "user"), drop_incomplete=True)["All methods on own data"].sentences
    assert every == ["No task has a result of all 2 methods, so none is ranked."]


def test_a_run_without_accuracies_ranks_nothing_and_does_not_say_so():
    run = run_of(published_accuracies().iloc[:3, :3])
    alone = replace(run, tasks=run.tasks.assign(metric="auc"))
    assert [verdict.title for verdict in verdicts_of(alone)] == ["The run"]
