"""A user's CSV file: what works, and one clear error per thing that can be wrong."""

import hashlib

import numpy as np
import pytest
from sklearn.ensemble import RandomForestClassifier

from snnbench.data.csv_file import load_csv
from snnbench.data.declared import Dataset
from snnbench.data.errors import DataError, TaskUnavailable
from snnbench.data.load import load_task

GOOD = "size,colour,class\n" + "".join(
    f"{i % 7},{['red', 'green', 'blue'][i % 3]},{'yes' if i % 2 else 'no'}\n" for i in range(40)
)


def test_text_becomes_one_hot_and_numbers_are_standardised(load):
    task = load(GOOD)
    assert task.features == 4
    assert task.classes == ("no", "yes")
    rows = task.prepare(0)
    assert rows.train.X.shape[1] == 4
    np.testing.assert_allclose(rows.train.X.mean(0, dtype=float), 0, atol=1e-6)
    np.testing.assert_allclose(rows.train.X.std(0, dtype=float), 1, atol=1e-5)
    assert len(rows.test.y) == 10


def test_numbers_can_be_declared_categories(load):
    assert load(GOOD, source={"categorical": ["size"]}).features == 7 + 3


def test_columns_can_be_ignored(load):
    assert load(GOOD, source={"ignore": ["colour"]}).features == 1


def test_missing_values_are_imputed_from_training_rows(load):
    holes = GOOD.replace("3,", ",", 3).replace("red", "", 2)
    task = load(holes)
    assert np.isnan(task.X).sum() == 5
    assert all(np.isfinite(rows.X).all() for rows in task.prepare(0))


def test_rows_without_a_class_are_left_out_and_noted(load):
    with pytest.warns(UserWarning, match="2 rows without a value in 'class' were left out"):
        task = load(GOOD + "1,red,\n2,blue,\n")
    assert len(task.y) == 40


def test_no_digit_of_a_time_stamp_is_lost(load):
    """Rounded to float32 before it is centred, this column keeps 4 of its 400 values."""
    task = load("t,class\n" + "".join(f"{1_700_000_000 + i},{'ab'[i // 100 % 2]}\n" for i in range(400)))
    assert task.X.dtype == np.float64
    rows = task.prepare(0)
    assert sum(len(np.unique(part.X)) for part in rows) == 400
    assert all(part.X.dtype == np.float32 for part in rows)
    training = np.concatenate((rows.train.X, rows.validation.X)), np.concatenate((rows.train.y, rows.validation.y))
    forest = RandomForestClassifier(50, random_state=0).fit(*training)
    assert forest.score(*rows.test) > 0.9


def test_ordinary_numbers_are_kept_in_float32(load):
    assert load(GOOD).X.dtype == np.float32


def test_what_float32_cannot_hold_is_noted(load):
    values = [*range(39), 10**12]
    with pytest.warns(UserWarning, match="float32 tells only"):
        task = load("x,class\n" + "".join(f"{value},{'ab'[i % 2]}\n" for i, value in enumerate(values)))
    assert "consider its logarithm" in task.notes[-1]


def test_classes_are_the_texts_of_the_file(load):
    text = "x,class\n" + "".join(f"{i * i},{['01', '1.0', '1e0'][i % 3]}\n" for i in range(30))
    with pytest.warns(UserWarning, match="differ only in their spelling"):
        assert load(text).classes == ("01", "1.0", "1e0")


def test_missing_values_and_decimal_commas_by_config(load):
    text = "x;class\n" + "".join(
        f"{'?' if i == 7 else str(i / 4).replace('.', ',')};{'ab'[i % 2]}\n" for i in range(40)
    )
    task = load(text, source={"separator": ";", "decimal": ",", "missing": ["?"]})
    assert task.features == 1
    assert np.isnan(task.X).sum() == 1


def test_everything_wrong_with_the_columns_is_said_at_once(load):
    text = "id,day,x,class\n" + "".join(
        f"u{i},2024-01-{i % 28 + 1:02d},{'NA' if i == 3 else i * i},{'ab'[i % 2]}\n" for i in range(60)
    )
    with pytest.raises(DataError) as raised:
        load(text)
    message = str(raised.value)
    for part in ("column 'id' has 60 distinct", "column 'day' holds dates", "column 'x' is numbers except for 1 of 60"):
        assert part in message


def test_auc_on_rows_of_one_class_is_said(load):
    rows = "".join(f"{i * i},{'test' if i > 15 else 'train'},{'a' if i > 15 else 'ab'[i % 2]}\n" for i in range(20))
    with pytest.warns(UserWarning, match="auc is undefined on split 0: all its test rows have the class 'a'"):
        task = load("x,part,class\n" + rows, metric="auc", split={"column": "part"})
    assert task.without_score(0) == "auc is undefined on split 0: all its test rows have the class 'a'"
    assert load(GOOD, metric="auc").without_score(0) == ""


def test_folds(load):
    task = load(GOOD, split={"folds": 4})
    assert len(task.splits) == 4
    np.testing.assert_array_equal(np.sort(np.concatenate([s.test for s in task.splits])), np.arange(40))


def test_repeats_draw_validation_rows_only_where_no_rule_says_which_they_are(load):
    part = "x,part,class\n" + "".join(f"{i * i},{'test' if i > 15 else 'train'},{'ab'[i % 2]}\n" for i in range(20))
    said = part.replace("4,train", "4,validation").replace("9,train", "9,validation")
    given = [load(GOOD, split={"folds": 4}), load(said, split={"column": "part"})]
    drawn = [load(GOOD), load(GOOD, split={"folds": 2}), load(part, split={"column": "part"})]
    for task in given:
        assert task.split_of(0, 1) is task.splits[0]
    for task in drawn:
        np.testing.assert_array_equal(task.split_of(0, 1).test, task.splits[0].test)
        assert any(not np.array_equal(task.split_of(0, r).validation, task.splits[0].validation) for r in (1, 2, 3))


def test_a_column_decides_the_split(load):
    rows = "".join(
        f"{i},{'train' if i < 12 else 'validation' if i < 16 else 'test'},{'ab'[i % 2]}\n" for i in range(20)
    )
    (split,) = load("x,part,class\n" + rows, split={"column": "part"}).splits
    assert [len(part) for part in split] == [12, 4, 4]


def test_classes_unseen_in_training_are_reported_not_fatal(load):
    rows = "".join(f"{i},{'test' if i > 15 else 'train'},{'c' if i == 19 else 'ab'[i % 2]}\n" for i in range(20))
    with pytest.warns(UserWarning, match="no training row has the class 'c'"):
        task = load("x,part,class\n" + rows, split={"column": "part"})
    assert "split 0: no training row has the class 'c'" in task.notes


def test_semicolons(load):
    assert load(GOOD.replace(",", ";"), source={"separator": ";"}).features == 4


@pytest.mark.parametrize(
    ("text", "declared", "message"),
    [
        (
            GOOD,
            {"source": {"target": "klass"}},
            r"no column 'klass' \(config key target\); columns are size, colour, class",
        ),
        (GOOD, {"source": {"ignore": ["x"]}}, r"no column 'x' \(config key ignore\)"),
        (GOOD, {"split": {"column": "part"}}, r"no column 'part' \(config key split.column\)"),
        (GOOD.replace("yes", "no"), {}, "target column 'class' holds 1 class; at least 2"),
        (GOOD.replace("red,yes", "red,maybe"), {"metric": "auc"}, "metric auc needs 2 classes"),
        ("x,class\n1,a\n2,b\n3,a\n", {"split": {"folds": 5}}, "3 rows are fewer than 5"),
        ("x,y,class\n" + ",1,a\n,2,b\n" * 9, {}, "column 'x' has no value in any row"),
        (GOOD.replace("\n3,", "\ninf,", 1), {}, r"column 'size' holds 'inf' in line 5"),
        (GOOD.replace("size", "colour"), {}, "names the column 'colour' more than once"),
        ("", {}, "is empty"),
        ("size,colour,class\n", {}, "has a header but no rows"),
        ("just some prose\nand more of it\n", {}, "its first line is one column, 'just some prose'"),
        ("a,class\n1,2,3,4\n", {}, "line 2 has 4 fields, the first line names 2 columns"),
        (b"\x89PNG\r\n\x1a\n\0\0", {}, "line 1 holds the byte 0x89, which is not UTF-8"),
        ("a,class\nx\0,1\n", {}, "line 2 holds a zero byte"),
        (GOOD.encode() + "caf\u00e9,red,yes".encode("latin-1"), {}, "line 42 holds the byte 0xe9, which is not UTF-8"),
        (
            GOOD.replace("class", "class,part").replace("yes", "yes,train").replace("no", "no,tset"),
            {"split": {"column": "part"}},
            "holds 'tset' in line 2; valid are train, validation, test",
        ),
        (GOOD, {"source": {"ignore": ["size", "colour"]}}, "no feature column is left"),
        (
            "x,class\n" + "".join(f"{i},{i / 7}\n" for i in range(120)),
            {},
            "'class' is continuous: 120 distinct numbers",
        ),
        (GOOD, {"source": {"categorical": ["class"]}}, "column 'class' is the target or the split"),
        (GOOD, {"source": {"sha256": "0" * 64}}, "sha256 is .*, the config says 000"),
    ],
)
def test_errors_say_what_is_wrong_where_and_what_would_be_right(load, text, declared, message):
    with pytest.raises(DataError, match=message):
        load(text, **declared)


def test_a_missing_file_is_named(tmp_path):
    mine = Dataset(name="mine", source={"csv": "absent.csv", "target": "class"})
    with pytest.raises(DataError, match=r"no file absent.csv \(looked in "):
        load_task("mine", datasets=[mine], data_dir=tmp_path)


def test_a_url_is_downloaded_once(tmp_path, httpserver_of):
    address, requests = httpserver_of({"/mine.csv": GOOD.encode()})
    sha256 = hashlib.sha256(GOOD.encode()).hexdigest()
    mine = Dataset(name="mine", source={"csv": f"{address}/mine.csv", "target": "class", "sha256": sha256})
    for _ in range(2):
        assert len(load_csv(mine, 0, tmp_path).y) == 40
    assert requests == ["/mine.csv"]


def test_an_address_that_fails_is_named(tmp_path, httpserver_of):
    address, _ = httpserver_of({})
    mine = Dataset(name="mine", source={"csv": f"{address}/mine.csv", "target": "class"})
    with pytest.raises(DataError, match=r"mine.csv could not be downloaded: .*404"):
        load_csv(mine, 0, tmp_path)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_one_row_and_several_classes_are_called_so(load):
    rows = "".join(f"{i * i},{'test' if i > 15 else 'train'},{'abcd'[i % 2 + 2 * (i > 15)]}\n" for i in range(20))
    with pytest.warns(UserWarning, match="no training row has"):
        notes = load("x,part,class\n" + rows + "5,train,\n", split={"column": "part"}).notes
    assert "1 row without a value in 'class' was left out" in notes
    assert "split 0: no training row has the classes 'c', 'd'" in notes


def test_a_mark_of_missing_values_that_no_cell_has_is_noted(load):
    text = GOOD.replace("3,red", "-9.00,red", 2)
    with pytest.warns(UserWarning, match="source.missing: 'NAN!' is in no cell"):
        task = load(text, source={"missing": [-9.00, "NAN!", ""]})
    assert [note for note in task.notes if "source.missing" in note] == ["source.missing: 'NAN!' is in no cell"]
    assert np.isnan(task.X).any()


def test_a_copy_with_another_sha256_is_fetched_again(tmp_path, httpserver_of):
    contents = {"/mine.csv": GOOD.encode()}
    address, requests = httpserver_of(contents)

    def mine(content):
        sha256 = hashlib.sha256(content).hexdigest().upper()
        return Dataset(name="mine", source={"csv": f"{address}/mine.csv", "target": "class", "sha256": sha256})

    load_csv(mine(GOOD.encode()), 0, tmp_path)
    changed = GOOD.encode() + b"1,red,yes\n"
    contents["/mine.csv"] = changed
    assert len(load_csv(mine(changed), 0, tmp_path).y) == 41
    assert len(requests) == 2
    del contents["/mine.csv"]
    with pytest.raises(TaskUnavailable, match=r"404.*; the copy .*-mine.csv has the sha256 .*, the config says"):
        load_csv(mine(GOOD.encode()), 0, tmp_path)


def test_a_data_folder_that_cannot_be_used_makes_the_task_unavailable(tmp_path, httpserver_of):
    address, _ = httpserver_of({"/mine.csv": GOOD.encode()})
    (tmp_path / "data").write_text("no folder")
    mine = Dataset(name="mine", source={"csv": f"{address}/mine.csv", "target": "class"})
    with pytest.raises(TaskUnavailable, match=r"mine.csv could not be downloaded: .*data"):
        load_csv(mine, 0, tmp_path / "data")
