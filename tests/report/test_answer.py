"""The three sentences that the report opens with, on rows that decide them."""

import pandas as pd
import pytest

from snnbench.paper.tables import published_accuracies
from snnbench.report.answer import answer_sentences
from snnbench.report.run_folder import RunFolder
from snnbench.report.tables.against_paper import ours_vs_paper
from snnbench.report.tables.ranking import rank_methods


def run_of(scores, suite="uci"):
    """A run with these accuracies, shape (tasks, methods)."""
    long = scores.rename_axis(index="task", columns="method").stack().rename("test_score").reset_index()
    runs = long.assign(suite=suite, split=0, repeat=0, status="ok")
    tasks = pd.DataFrame({"name": scores.index, "suite": suite, "metric": "accuracy", "status": "ok", "notes": ""})
    tasks = tasks.assign(rows=100, test_rows=50, train_rows=40).set_index("name")
    return RunFolder("x", runs, tasks, {"methods": list(scores.columns), "seed": 0}, {})


def answer(run):
    ranking = rank_methods(run, run.nets, run.tasks_of("accuracy"), drop_incomplete=False)
    comparison = ours_vs_paper(run)
    return answer_sentences(run, ranking, comparison if len(comparison.data) else None)


def test_the_papers_own_accuracies_give_the_papers_own_answer():
    first, second, third = answer(run_of(published_accuracies().dropna()))
    assert first == "Over 120 tasks, SNN has the best average rank of the 7 networks (3.24), as in the paper."
    assert "SNN is significantly better than all of the others" in second
    # Two-sided, with Holm's correction, MSRAinit and LayerNorm are not beaten.
    assert second.endswith("that holds for Highway, ResNet, WeightNorm and BatchNorm.")
    assert "by 0.000 in the median over 120 tasks (mean difference +0.000), and on 120 of them" in third


def test_another_winner_is_named_and_few_tasks_are_said_to_be_few():
    scores = published_accuracies().loc[["iris", "car", "zoo", "yeast"], ["SNN", "BatchNorm"]].assign(BatchNorm=1.0)
    first, second, _ = answer(run_of(scores))
    assert "BatchNorm has the best average rank of the 2 networks (1.00), and SNN, first in the paper, comes" in first
    assert second.endswith(
        "BatchNorm is not significantly better than any of the others; with so few tasks no test can find much."
    )


@pytest.mark.parametrize(
    ("methods", "suite", "expected"),
    [
        (["SVM"], "uci", ["This run has none of the paper's networks"]),
        (["SNN"], "uci", ["SNN is the only network", "SNN's accuracy differs"]),
        (["SNN"], "user", ["SNN is the only network", "None of these tasks is in the paper"]),
    ],
)
def test_what_cannot_be_answered_is_said(methods, suite, expected):
    names = ["iris", "car"] if suite == "uci" else ["mine", "own"]
    sentences = answer(run_of(pd.DataFrame(0.5, index=names, columns=methods), suite))
    assert len(sentences) == len(expected)
    assert all(start in sentence for start, sentence in zip(expected, sentences, strict=True))
