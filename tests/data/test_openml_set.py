"""Data sets of OpenML: from recorded answers, from a server on loopback, and from damaged files."""

import hashlib
import pickle
import shutil

import numpy as np
import openml
import pandas as pd
import pytest

from snnbench.data import openml_rows
from snnbench.data.declared import Dataset
from snnbench.data.errors import DataError, TaskUnavailable
from snnbench.data.load import load_task

# These columns hold no value at all.
ANNEAL = {"openml": 2, "ignore": ["m", "marvi", "corr", "jurofm", "s", "p"]}
ARFF = "@relation t\n@attribute x numeric\n@attribute class {a,b}\n@data\n" + "".join(
    f"{i * i},{'ab'[i % 2]}\n" for i in range(40)
)
FRAME = pd.DataFrame({"x": [float(i * i) for i in range(40)], "class": pd.Categorical(["a", "b"] * 20)})
DESCRIPTION = """<oml:data_set_description xmlns:oml="http://openml.org/openml"><oml:id>7</oml:id><oml:name>t</oml:name>
<oml:version>1</oml:version><oml:format>ARFF</oml:format><oml:url>{address}/t.arff</oml:url>{more}
<oml:default_target_attribute>class</oml:default_target_attribute></oml:data_set_description>"""


def load(tmp_path, mirror=None, **keys):
    declared = Dataset.model_validate({"openml": 7, **keys})
    places = [str(mirror)] if mirror else []
    return load_task(declared.name, datasets=[declared], data_dir=tmp_path / "data", mirrors=places)


@pytest.fixture
def serve(httpserver_of, monkeypatch):
    """Serve data set 7 on loopback; returns the list of paths asked for."""

    def serve(parquet=None, description=None):
        contents = {"/t.pq": parquet, "/t.arff": ARFF.encode()}
        address, requests = httpserver_of(contents)
        more = f"<oml:parquet_url>{address}/t.pq</oml:parquet_url>" if parquet is not None else ""
        more += f"<oml:md5_checksum>{hashlib.md5(ARFF.encode()).hexdigest()}</oml:md5_checksum>"
        contents["/data/7"] = (description or DESCRIPTION).format(address=address, more=more).encode()
        monkeypatch.setattr(openml.config, "server", address)
        monkeypatch.delenv("SNNBENCH_MIRROR", raising=False)
        return requests

    return serve


def test_openml_from_recorded_answers_without_a_pickle(tmp_path, mirror, offline, monkeypatch):
    def refuse(*args, **kwargs):
        raise AssertionError("unpickled")

    monkeypatch.setattr(pickle, "load", refuse)
    anneal = Dataset.model_validate(ANNEAL)
    assert anneal.name == "openml-2"
    task = load_task("openml-2", datasets=[anneal], data_dir=tmp_path, mirrors=[str(mirror)])
    assert len(task.y) == 898
    assert task.X.shape[1] == 38 - len(ANNEAL["ignore"])
    counts = dict(zip(task.classes, np.bincount(task.y), strict=True))
    assert counts == {"1": 8, "2": 99, "3": 684, "5": 67, "U": 40}
    rows = task.prepare(0)
    assert np.isfinite(rows.train.X).all()
    assert not list(tmp_path.rglob("*.pkl*"))


def test_openml_columns_without_values_are_left_out(tmp_path, mirror, offline):
    """In a suite nobody can name them data set by data set."""
    declared = Dataset.model_validate({"openml": 2})
    with pytest.warns(UserWarning, match="no value in any row"):
        task = load_task("openml-2", datasets=[declared], data_dir=tmp_path, mirrors=[str(mirror)])
    assert task.X.shape[1] == 38 - 6
    assert "columns 'm', 'marvi', 'corr', 'jurofm', 's', 'p' have no value in any row and were left out" in task.notes


def test_several_ignored_attributes_of_openml_are_told_apart(tmp_path, mirror, offline):
    places = tmp_path / "mirror" / "openml" / "2"
    shutil.copytree(mirror / "openml" / "2", places)
    description = places / "description.xml"
    named = "<oml:ignore_attribute>m, 'marvi',corr</oml:ignore_attribute><oml:row_id_attribute>s</oml:row_id_attribute>"
    text = description.read_text(encoding="utf-8")
    assert "ignore_attribute" not in text
    description.chmod(0o644)
    description.write_text(text.replace("<oml:md5_checksum>", f"{named}<oml:md5_checksum>"), encoding="utf-8")
    declared = Dataset.model_validate({"openml": 2, "ignore": ["jurofm", "p"]})
    task = load_task("openml-2", datasets=[declared], data_dir=tmp_path, mirrors=[str(tmp_path / "mirror")])
    assert task.X.shape[1] == 38 - 6


def test_a_file_that_differs_from_its_description_is_fetched_again_and_refused_if_it_stays_so(
    tmp_path, mirror, offline
):
    load(tmp_path, mirror, **ANNEAL)
    (file,) = tmp_path.rglob("dataset.arff")
    right = file.read_bytes()
    file.write_bytes(right[:-1000])
    with pytest.raises(TaskUnavailable, match=r"(?s)its md5 is .*, its description says .*; removed.*no network"):
        load(tmp_path, **ANNEAL)
    assert not file.exists()
    file.write_bytes(right[:-1000])
    load(tmp_path, mirror, **ANNEAL)
    assert file.read_bytes() == right
    wrong = tmp_path / "wrong" / "openml" / "2"
    shutil.copytree(mirror / "openml" / "2", wrong)
    (wrong / "dataset.arff").write_bytes(right.replace(b"COIL", b"SHEET", 1))
    file.unlink()
    with pytest.raises(DataError, match=r"(?s)OpenML data set 2 is damaged or wrong.*its md5 is") as raised:
        load(tmp_path, tmp_path / "wrong", **ANNEAL)
    assert not isinstance(raised.value, TaskUnavailable)


def test_what_is_neither_here_nor_reachable_is_unavailable(tmp_path, offline):
    with pytest.raises(TaskUnavailable, match=r"(?s)description of OpenML data set 7 could not be fetched.*no network"):
        load(tmp_path)


@pytest.mark.parametrize("parquet", [True, False])
def test_a_data_set_is_fetched_once(tmp_path, serve, parquet):
    FRAME.to_parquet(tmp_path / "t.pq")
    requests = serve((tmp_path / "t.pq").read_bytes() if parquet else None)
    for _ in range(2):
        task = load(tmp_path)
        assert task.classes == ("a", "b")
        assert task.X[:, 0].tolist() == FRAME["x"].tolist()
    assert requests == ["/data/7", "/t.pq" if parquet else "/t.arff"]


def test_a_cut_parquet_file_is_fetched_again(tmp_path, serve):
    FRAME.to_parquet(tmp_path / "t.pq")
    right = (tmp_path / "t.pq").read_bytes()
    requests = serve(right)
    load(tmp_path)
    (kept,) = (tmp_path / "data").rglob("*.pq")
    kept.write_bytes(right[:-20])
    load(tmp_path)
    assert kept.read_bytes() == right
    assert requests.count("/t.pq") == 2


def test_a_parquet_file_that_is_not_delivered_is_made_up_for_by_arff(tmp_path, serve):
    requests = serve(b"")
    assert len(load(tmp_path).y) == 40
    assert requests == ["/data/7", "/t.pq", "/t.arff"]
    with_parquet = tmp_path / "with"
    serve(b"no parquet at all")
    with pytest.raises(DataError, match="cannot be read as parquet"):
        load(with_parquet)


def test_a_damaged_description_is_fetched_again_or_refused(tmp_path, serve):
    serve()
    load(tmp_path)
    (kept,) = (tmp_path / "data").rglob("description.xml")
    whole = kept.read_text()
    kept.write_text(whole[:100])
    load(tmp_path)
    assert kept.read_text() == whole
    for description, message in (("<html>moved", "is no XML"), ("<html/>", "is no description of a data set")):
        serve(description=description)
        kept.unlink(missing_ok=True)
        with pytest.raises(DataError, match=message) as raised:
            load(tmp_path / "anew")
        assert not isinstance(raised.value, TaskUnavailable)
    serve(description=DESCRIPTION.replace("oml:name", "oml:nome"))
    with pytest.raises(DataError, match=r"description.xml cannot be used: KeyError\('oml:name'\)"):
        load(tmp_path / "anew")


def test_files_of_openml_have_the_bounds_of_every_download(tmp_path, serve, monkeypatch):
    serve()
    monkeypatch.setattr(openml_rows, "MAX_MEGABYTES", 1e-4)
    with pytest.raises(TaskUnavailable, match=r"larger than 0.0001 MB"):
        load(tmp_path)


def test_numbers_that_stand_for_missing_values(tmp_path, serve):
    serve()
    with pytest.warns(UserWarning, match="source.missing: '-9' is in no cell"):
        assert np.isnan(load(tmp_path, missing=[-9, 1521]).X).sum() == 1
