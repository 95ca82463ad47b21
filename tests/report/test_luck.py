"""What a run says about luck: replicates of the protocol, tables and sentences."""

import json

import numpy as np
import pandas as pd
import pytest
import yaml

from snnbench.methods.registry import NETS
from snnbench.paper.tables import published_accuracies
from snnbench.report.build import build_report
from snnbench.report.formats import listed
from snnbench.report.luck import ALL, PROTOCOL, Luck
from snnbench.report.run_folder import RunFolder
from snnbench.report.tables.luck import luck_tables
from snnbench.report.verdict import first_place_sentence, verdict_sentences
from snnbench.runs.rows import RUNS
from snnbench.stats.places import Place

PAPER = published_accuracies().dropna()
NAMES = [*PAPER.index[PAPER["SNN"].between(0.5, 0.95)][:30]]


def make_run(accuracies, folds=4, seeds=3, noise=0.01, rows=500):
    """A run whose accuracies vary around given ones from fold to fold and seed to seed."""
    generator = np.random.default_rng(0)
    runs = [
        {"suite": "uci", "task": task, "split": split, "repeat": repeat, "method": method, "status": "ok"}
        | {"test_score": accuracies.loc[task, method] + noise * generator.standard_normal(), "hyperparameters": "{}"}
        for task in accuracies.index
        for split in range(folds)
        for repeat in range(seeds)
        for method in accuracies.columns
    ]
    sizes = [rows if isinstance(rows, int) else rows[i] for i in range(len(accuracies))]
    tasks = pd.DataFrame({"suite": "uci", "rows": sizes, "metric": "accuracy", "status": "ok"}, index=accuracies.index)
    config = {"methods": list(NETS), "seed": 0, "search": {"strategy": "grid"}}
    return RunFolder("synthetic", pd.DataFrame(runs), tasks.rename_axis("name"), config, {})


def luck_of(run):
    return Luck.of(run, tuple(run.tasks.index), list(NETS))


def test_scores_are_those_of_the_paper_s_protocol_and_replicates_are_all():
    run = make_run(PAPER.loc[NAMES[:6]])
    first = run.runs[(run.runs["split"] == 0) & (run.runs["repeat"] == 0)]
    expected = first.pivot(index="task", columns="method", values="test_score")
    pd.testing.assert_frame_equal(run.scores().sort_index(), expected[list(NETS)].sort_index(), check_names=False)
    assert run.replicates(run.tasks.index, NETS).shape == (6 * 4 * 3, 7)


def test_a_replicate_that_a_network_lacks_is_left_out():
    run = make_run(PAPER.loc[NAMES[:6]])
    run.runs.loc[10, "test_score"] = np.nan
    assert len(run.replicates(run.tasks.index, NETS)) == 6 * 4 * 3 - 1


def test_the_paper_s_own_numbers_are_not_told_apart_from_themselves():
    luck = luck_of(make_run(PAPER.loc[NAMES], noise=0.005))
    assert luck.another.p_value > 0.05
    assert luck.another.tasks == len(NAMES)
    difference = luck.groups[ALL].means["difference_points"]
    assert (difference.abs() < 0.2).all()
    assert "seeds may explain the difference" in " ".join(verdict_sentences(luck))


def test_swapped_networks_are_more_than_luck():
    swapped = PAPER.loc[NAMES].rename(columns={"SNN": "BatchNorm", "BatchNorm": "SNN"})[list(NETS)]
    luck = luck_of(make_run(swapped, noise=0.005))
    assert luck.another.p_value < 0.01
    text = " ".join(verdict_sentences(luck))
    assert "chance of the seed does not explain the difference" in text
    assert "BatchNorm (worse there by" in text


def test_tables_have_a_row_per_network_and_group_of_sizes():
    rows = [100] * 10 + [500] * 10 + [2000] * 10
    tables = {table.name: table for table in luck_tables(luck_of(make_run(PAPER.loc[NAMES], rows=rows)))}
    assert sorted(tables) == ["mean_accuracies", "paper_against_seeds", "ranks_with_intervals", "variance_sources"]
    ranks = tables["ranks_with_intervals"].data
    assert ranks.groupby("group", sort=False).size().to_dict() == {
        "all tasks": 7,
        "all tasks, first fold and seed": 7,
        "fewer than 150 rows": 7,
        "150 to 999 rows": 7,
        "1,000 rows and more": 7,
    }
    assert ranks.groupby("group")["p_first"].sum().to_numpy() == pytest.approx([1] * 5)
    assert tables["variance_sources"].data["share"].sum() == pytest.approx(1)
    means = tables["mean_accuracies"].data.query("group == 'all tasks'").set_index("method")
    np.testing.assert_allclose(means["paper"], PAPER.loc[NAMES].mean()[means.index])


def test_a_single_fold_and_seed_has_no_one_run_columns_and_no_sources():
    tables = {table.name: table for table in luck_tables(luck_of(make_run(PAPER.loc[NAMES], folds=1, seeds=1)))}
    assert sorted(tables) == ["mean_accuracies", "ranks_with_intervals"]
    assert not [name for name in tables["ranks_with_intervals"].data if "one_run" in name]


def test_with_one_seed_nothing_is_put_down_to_the_folds_alone():
    luck = luck_of(make_run(PAPER.loc[NAMES], seeds=1))
    assert "% depends on the fold or the seed (on the 30 tasks of 500 rows with the most folds and seeds)." in " ".join(
        verdict_sentences(luck)
    )
    note = next(table.note for table in luck_tables(luck) if table.name == "variance_sources")
    assert "only one seed counts here, so it is part of 'method x split'." in note
    text = " ".join(verdict_sentences(luck_of(make_run(PAPER.loc[NAMES]))))
    assert "or the seed" not in text


def test_tasks_that_the_paper_lacks_are_not_compared():
    luck = luck_of(make_run(PAPER.loc[NAMES[:8]].rename(index="own-{}".format)))
    assert luck.another is None
    assert luck.groups[ALL].paper is None
    assert "the paper" not in " ".join(verdict_sentences(luck))


def test_the_paper_is_compared_on_its_own_test_rows_and_by_its_protocol():
    """Networks that are worse on the other folds and with other seeds are not worse than the paper's."""
    run = make_run(PAPER.loc[NAMES], noise=0.0)
    elsewhere = run.runs["split"] > 0
    run.runs.loc[elsewhere, "test_score"] -= 0.1
    run.runs.loc[elsewhere & (run.runs["method"] == "SNN"), "test_score"] -= 0.3
    luck = luck_of(run)
    assert (luck.groups[ALL].means["difference_points"].abs() < 1e-6).all()
    protocol = luck.groups[PROTOCOL]
    assert protocol.replicates == len(NAMES)
    pd.testing.assert_frame_equal(protocol.ours[["method", "avg_rank"]], protocol.paper[["method", "avg_rank"]])
    assert luck.groups[ALL].ours["method"].iloc[-1] == "SNN"


def test_tasks_of_few_rows_do_not_decide_where_the_variance_comes_from():
    """Noise of two test rows would outweigh all else."""
    rows = [20] * 15 + [500] * 15
    run = make_run(PAPER.loc[NAMES], rows=rows)
    tiny = run.runs["task"].isin(NAMES[:15])
    run.runs.loc[tiny, "test_score"] = np.random.default_rng(1).choice([0.0, 0.5, 1.0], tiny.sum())
    luck = luck_of(run)
    assert set(luck.component_tasks) == set(NAMES[15:])
    assert luck.components.set_index("source").loc["method x seed", "deviation"] == pytest.approx(0.01, rel=0.1)
    assert luck_of(make_run(PAPER.loc[NAMES], rows=100)).components is None


def test_components_estimated_below_zero_are_named():
    luck = luck_of(make_run(PAPER.loc[NAMES], noise=0.02))
    note = next(table.note for table in luck_tables(luck) if table.name == "variance_sources")
    below = luck.components.loc[luck.components["below_zero"], "source"]
    assert len(below), "the simulation has no variance of folds"
    assert note.endswith(f"Estimated below 0, so shown as 0: {listed(below.tolist())}.")


def test_few_tasks_or_networks_give_nothing():
    run = make_run(PAPER.loc[NAMES[:4]])
    assert luck_of(run) is None
    assert luck_tables(None) == []
    assert verdict_sentences(None) == []


@pytest.mark.parametrize(
    ("place", "words"),
    [
        (Place((), ("a", "b"), ()), "SNN is first: significantly better than each of the others"),
        (Place((), ("a",), ("b",)), "Whether SNN is first remains open: b is not significantly different from SNN"),
        (Place((), (), tuple("abcd")), "Whether SNN is first remains open: 4 others are not significantly worse"),
    ],
)
def test_words_follow_the_place(place, words):
    assert first_place_sentence("SNN", place, 30, "networks").startswith(words)


def test_a_network_that_is_beaten_is_said_not_to_be_first():
    worse = PAPER.loc[NAMES].assign(SNN=PAPER.loc[NAMES].min(axis=1) - 0.05)
    text = " ".join(verdict_sentences(luck_of(make_run(worse))))
    assert "SNN is not first: 6 networks are significantly better (its place is 7)." in text


def test_halving_is_named_as_what_may_favour_some():
    luck = luck_of(make_run(PAPER.loc[NAMES[:6]]))
    assert "Halving" in verdict_sentences(luck, uses_halving=True)[-1]
    assert "Halving" not in " ".join(verdict_sentences(luck))


def test_a_report_of_folds_and_seeds_has_tables_and_sentences(tmp_path, no_figures):
    run = make_run(PAPER.loc[NAMES])
    missing = {
        "epoch": 1,
        "validation_score": 0.8,
        "seconds": 1.0,
        "peak_mb": 1.0,
        "failed_settings": 0,
        "hyperparameters": '{"learning_rate": 1}',
    }
    run.runs.assign(**missing)[RUNS.names].to_parquet(tmp_path / "runs.parquet")
    counts = {"features": 4, "classes": 2, "test_rows": 50, "train_rows": 100, "splits": 4, "notes": ""}
    run.tasks.assign(**counts).reset_index().to_csv(tmp_path / "tasks.csv", index=False)
    config = run.config | {"run": "synthetic", "scaling": "corrected", "protocol": {"batch_size": 128, "smoothing": 10}}
    (tmp_path / "config.yaml").write_text(yaml.safe_dump(config | {"grids": {}}))
    made = {"snnbench": "0.1.0", "date": "2026-11-24", "config_sha256": "ab" * 32, "machine": "Linux, 2 cores"}
    (tmp_path / "environment.json").write_text(json.dumps(made))
    build_report(tmp_path)
    made = {path.stem for path in (tmp_path / "tables").glob("*.csv")}
    assert {"ranks_with_intervals", "mean_accuracies", "variance_sources", "paper_against_seeds"} <= made
    assert (
        "By the mean over all folds and seeds of 30 tasks (360 combinations), "
        in (tmp_path / "summary.txt").read_text()
    )
    accuracies = pd.read_csv(tmp_path / "tables/tableA11.csv").set_index("task")
    first = run.runs.query("split == 0 and repeat == 0 and method == 'SNN'").set_index("task")["test_score"]
    np.testing.assert_allclose(accuracies["SNN"], first[accuracies.index])
