"""Where configs come from: files by YAML 1.2, ``--config`` as Snakemake passes it, sheets and folders of data sets."""

from contextlib import suppress
from pathlib import Path

import pytest
import yaml
from snakemake.cli import parse_config

from snnbench.config.model import Config
from snnbench.config.read import ConfigError, read_config, read_run
from snnbench.config.sources import sources_of

ROOT = Path(__file__).parents[2]
SNN = {"hidden_layers": [2], "learning_rate": [0.1]}
MINIMAL = {"run": "x", "tasks": ["iris", "car"], "methods": ["SNN"], "grids": {"default": {"SNN": SNN}}}


@pytest.fixture
def config_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "own").mkdir()
    file = tmp_path / "own" / "config.yaml"
    file.write_text(yaml.safe_dump(MINIMAL))
    return file


def read(file, *arguments):
    # Snakemake's own parser of --config, whatever it makes of a value.
    return read_run([file], parse_config(arguments), imports=False)


@pytest.mark.parametrize(
    ("arguments", "key", "value"),
    [
        (["theory=false"], "theory.enabled", False),
        (["theory=true"], "theory.enabled", True),
        (["theory=False"], "theory.enabled", False),
        (["run=2024-11-29"], "run", "2024-11-29"),
        (["run=first"], "run", "first"),
        (["seed=7"], "seed", 7),
        (["protocol={epochs: 10, max_steps: null}"], "protocol.epochs", 10),
        (["search={strategy: halving, keep: 5e-1}"], "search.keep", 0.5),
        (["missing=fail", "run=1st"], "run", "1st"),
    ],
)
def test_values_of_the_command_line_are_taken_as_meant(config_file, arguments, key, value):
    found = read(config_file, *arguments)
    for part in key.split("."):
        found = getattr(found, part)
    assert found == value
    assert type(found) is type(value)


def test_a_run_that_is_read_as_a_number_is_refused_with_the_spelling_that_works(config_file):
    with pytest.raises(ConfigError, match=r"in a shell use hyphens, run=2024-11-29"):
        read(config_file, "run=2024_11_29")


def test_numbers_in_grids_of_the_command_line_are_numbers(config_file):
    config = read(config_file, "grids={default: {SNN: {hidden_layers: [3], learning_rate: [1e-3]}}}")
    assert config.grid_of("uci", "SNN") == [{"hidden_layers": 3, "learning_rate": 0.001}]


def test_what_snakemake_reads_by_yaml_1_1_is_read_again(config_file):
    text = config_file.read_text().replace("0.1", "1e-1").replace("run: x", "run: 2024_11_29")
    config_file.write_text(text)
    config = read(config_file)
    assert config.run == "2024_11_29"
    assert config.grid_of("uci", "SNN") == [{"hidden_layers": 2, "learning_rate": 0.1}]


def test_later_files_override_earlier_ones_key_by_key(config_file):
    second = config_file.with_name("second.yaml")
    second.write_text("protocol: {batch_size: 64}\nseed: 3\n")
    config_file.write_text(config_file.read_text() + "protocol: {epochs: 7, batch_size: 32}\n")
    config = read_run([config_file, second], imports=False)
    assert (config.protocol.epochs, config.protocol.batch_size, config.seed) == (7, 64, 3)


def test_grids_are_found_next_to_the_config_file_or_in_the_working_directory(config_file, tmp_path):
    config_file.write_text(yaml.safe_dump({**MINIMAL, "grids": "search/mine.yaml"}))
    with pytest.raises(ConfigError, match=r"grids: no file 'search/mine\.yaml'"):
        read(config_file)
    for folder, depth in ((tmp_path, 4), (config_file.parent, 5)):
        (folder / "search").mkdir()
        (folder / "search" / "mine.yaml").write_text(
            yaml.safe_dump({"default": {"SNN": {**SNN, "hidden_layers": [depth]}}})
        )
        assert read(config_file).grid_of("uci", "SNN")[0]["hidden_layers"] == depth


def test_what_was_read_can_be_read_again(monkeypatch):
    monkeypatch.chdir(ROOT)
    for path in sorted((ROOT / "configs").glob("*.yaml")):
        config = read_run([path], imports=False)
        assert Config.model_validate(config.model_dump()) == config
        assert read_config(config.model_dump(), imports=False) == config


def test_missing_and_broken_files_are_named(tmp_path):
    with pytest.raises(ConfigError, match="no file"):
        sources_of([tmp_path / "absent.yaml"], {})
    (tmp_path / "broken.yaml").write_text("a: [")
    with pytest.raises(ConfigError, match=r"broken\.yaml is not YAML"):
        sources_of([tmp_path / "broken.yaml"], {})
    (tmp_path / "list.yaml").write_text("- a")
    with pytest.raises(ConfigError, match="must hold `key: value` lines"):
        sources_of([tmp_path / "list.yaml"], {})


def csv_files(folder, names):
    folder.mkdir(exist_ok=True)
    for name in names:
        (folder / f"{name}.csv").write_text("a;class\n1;x\n2;y\n")


def test_a_sheet_declares_a_data_set_per_row(config_file, tmp_path):
    csv_files(config_file.parent / "data", ["one", "two"])
    sheet = config_file.parent / "sheet.csv"
    sheet.write_text(
        "name,csv,openml,target,separator,metric,folds,ignore\n"
        "one,data/one.csv,,class,;,auc,5,id code\n"
        "two,data/two.csv,,class,;,,,\n"
        "three,,61,,,,,\n"
    )
    config_file.write_text(yaml.safe_dump({**MINIMAL, "tasks": ["user"], "datasets": "sheet.csv"}))
    config = read(config_file)
    assert config.tasks == ("one", "two", "three")
    one, two, three = config.datasets
    assert (one.metric, one.split.folds, one.source.ignore) == ("auc", 5, ("id", "code"))
    assert two.source.separator == ";"
    assert three.source.openml == 61
    sheet.write_text("name,csv,targt\none,data/one.csv,class\n")
    with pytest.raises(ConfigError) as raised:
        read(config_file)
    assert any(
        "row 2 of" in error and "targt: unknown key (did you mean 'target'?)" in error for error in raised.value.errors
    )


def test_a_folder_declares_a_data_set_per_file(config_file, tmp_path):
    csv_files(tmp_path / "tables", ["b", "a"])
    declared = {"folder": "tables/*.csv", "target": "class", "separator": ";", "folds": 4}
    config_file.write_text(yaml.safe_dump({**MINIMAL, "tasks": ["user"], "datasets": declared}))
    config = read(config_file)
    assert config.tasks == ("a", "b")
    assert {dataset.split.folds for dataset in config.datasets} == {4}
    config_file.write_text(yaml.safe_dump({**MINIMAL, "datasets": [{"folder": "nowhere/*.csv", "target": "class"}]}))
    with pytest.raises(ConfigError, match=r"datasets\.0\.folder: no file matches 'nowhere/\*\.csv'"):
        read(config_file)


@pytest.mark.parametrize(
    ("datasets", "path"),
    [
        ([{"name": "mine", "source": {"csv": "mine.csv", "target": "y"}}], "own/mine.csv"),
        ([{"name": "mine", "source": {"csv": "elsewhere.csv", "target": "y"}}], "elsewhere.csv"),
        ([{"name": "mine", "source": {"csv": "https://x.org/mine.csv", "target": "y"}}], "https://x.org/mine.csv"),
        ({"folder": "*.csv", "target": "y"}, "own/mine.csv"),
        ([{"folder": ".", "target": "y"}], "own/mine.csv"),
        ([{"sheet": "sheet"}], "own/mine.csv"),
        ("sheet", "own/mine.csv"),
    ],
)
def test_files_of_data_sets_are_found_next_to_the_config(config_file, datasets, path):
    (config_file.parent / "mine.csv").write_text("x,y\n1,a\n2,b\n")
    Path("elsewhere.csv").write_text("x,y\n1,a\n2,b\n")
    (config_file.parent / "sheet").write_text("name,csv,target\nmine,mine.csv,y\n")
    config_file.write_text(yaml.safe_dump({**MINIMAL, "tasks": ["mine"], "datasets": datasets}))
    config = read_run([Path("own/config.yaml")], imports=False)
    assert [dataset.source.csv for dataset in config.datasets] == [path]


def test_a_config_file_of_the_workflow_itself_is_text(config_file):
    assert read_run(["own/config.yaml"], imports=False).run == "x"


NO_PATHS = ["~nobody/x", "a" * 300, "a**b", "\0", "", "/", "//", "**"]


@pytest.mark.parametrize("path", NO_PATHS)
def test_what_can_be_no_path_is_an_error_of_the_config(config_file, path):
    """The first was found by atheris."""
    mine = {"name": "mine", "source": {"csv": path, "target": "class"}}
    for changes in ({"grids": path}, {"datasets": path}, {"datasets": [mine]}, {"datasets": [{"folder": path}]}):
        config_file.write_text(yaml.safe_dump({**MINIMAL, **changes}))
        with pytest.raises(ConfigError):
            read(config_file)
    changes = {"data_dir": path, "mirrors": [path], "store": path}
    config_file.write_text(yaml.safe_dump({**MINIMAL, **changes}))
    with suppress(ConfigError):
        read(config_file)
