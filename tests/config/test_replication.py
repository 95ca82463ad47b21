"""Which folds and repeats a config asks for."""

import pytest

from snnbench.config.read import ConfigError, read_config

VALUES = {"run": "r", "tasks": ["uci"], "methods": ["nets", "SVM"], "grids": "configs/search/quick.yaml"}
RULES = {
    "folds": [{"below_rows": 1000, "folds": "all"}],
    "repeats": {"uci": [{"methods": ["nets"], "below_rows": 5000, "repeats": 3}], "tox21": 5},
}


def test_by_default_the_paper_s_fold_and_one_seed():
    config = read_config(VALUES)
    assert config.splits_of("uci", 150, 4) == [0]
    assert config.repeats_of("uci", 150, "SNN") == [0]
    assert config.repeats_of("tox21", 12707, "SNN") == [0, 1, 2, 3, 4]


@pytest.mark.parametrize(
    ("rows", "method", "splits", "repeats"),
    [
        (999, "SNN", [0, 1, 2, 3], [0, 1, 2]),
        (1000, "SNN", [0], [0, 1, 2]),
        (5000, "SNN", [0], [0]),
        (999, "SVM", [0, 1, 2, 3], [0]),
    ],
)
def test_the_first_rule_that_applies_decides(rows, method, splits, repeats):
    config = read_config(VALUES | RULES)
    assert config.splits_of("uci", rows, 4) == splits
    assert config.repeats_of("uci", rows, method) == repeats


def test_only_the_archive_s_folds_are_chosen_from():
    """HTRU2's ten folds and a user's own are always all trained on."""
    config = read_config(VALUES | {"folds": "first"})
    assert config.splits_of("htru2", 17898, 10) == list(range(10))
    assert config.splits_of("user", 100, 5) == list(range(5))


def test_a_task_with_a_test_file_has_its_one_split():
    assert read_config(VALUES | {"folds": "all"}).splits_of("uci", 500, 1) == [0]


def test_a_part_is_cut_out_of_what_the_rules_ask_for():
    config = read_config(VALUES | RULES | {"part": {"folds": [1, 2], "repeats": [0, 2, 7]}})
    assert config.splits_of("uci", 999, 4) == [1, 2]
    assert config.splits_of("uci", 1000, 4) == []
    assert config.repeats_of("uci", 999, "SNN") == [0, 2]
    assert config.repeats_of("uci", 999, "SVM") == [0]


def test_what_is_dumped_can_be_read_again():
    config = read_config(VALUES | RULES)
    assert read_config(config.model_dump(mode="json")) == config


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"folds": "second"}, "folds: 'second' is wrong: it must be first, all"),
        ({"folds": [{"below_rows": 10}]}, "folds.0.folds: missing"),
        ({"folds": [{"below_rows": 0, "folds": "all"}]}, "folds.0.below_rows: 0 is wrong"),
        ({"repeats": {"uci": 0}}, "repeats.uci: 0 is wrong: it must be an integer of at least 1"),
        ({"repeats": {"uci": True}}, "repeats.uci: True is wrong"),
        ({"repeats": {"uci": [{"repeats": 0}]}}, "repeats.uci.0.repeats: 0 is wrong"),
        ({"repeats": {"uci": [{"methods": ["SNM"], "repeats": 2}]}}, "repeats.uci.0.methods.0: unknown method 'SNM'"),
        ({"repeats": {"ucl": 2}}, "repeats.ucl: unknown suite"),
        ({"part": {"repeats": [-1]}}, "part.repeats.0: -1 is wrong"),
    ],
)
def test_wrong_rules_are_named(wrong, message):
    with pytest.raises(ConfigError, match=message.replace(".", r"\.")):
        read_config(VALUES | wrong)
