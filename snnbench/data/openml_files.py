"""OpenML's descriptions of tasks and suites, which its client would unpickle or fetch anew each time."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree import ElementTree

from snnbench.data.download import mirror_folders
from snnbench.data.errors import DataError, FetchError
from snnbench.data.transfer import transfer
from snnbench.files import written_whole

SERVER = "https://www.openml.org/api/v1/xml"
NAMES = {"oml": "http://openml.org/openml"}
MOST_MEGABYTES = 200


class OpenMLTask(NamedTuple):
    """What a classification task of OpenML says.

    Attributes
    ----------
    dataset : int
    target : str
    splits_url : str
        Of an ARFF file with the columns ``type``, ``rowid``, ``repeat`` and ``fold``.
    """

    dataset: int
    target: str
    splits_url: str


def suite_tasks(suite: int, data_dir: Path, mirrors: Sequence[str] = ()) -> list[dict[str, Any]]:
    """Return the declarations of a suite's tasks, in the suite's order.

    Raises
    ------
    FetchError
        If the suite is neither cached, nor in a mirror folder (``openml/suites/<id>.xml``), nor reachable.
    DataError
        If what is there is no suite.
    """
    where = f"OpenML suite {suite}"
    path = openml_file(f"suites/{suite}.xml", f"{SERVER}/study/{suite}", where, data_dir, mirrors)
    tasks = _parsed(path, where).findall(".//oml:tasks/oml:task_id", NAMES)
    if not tasks:
        raise DataError(f"{where}: {path} lists no tasks")
    ids = [_whole_number(task.text, where, path) for task in tasks]
    return [{"name": f"openml-task-{task}", "source": {"openml_task": task}} for task in ids]


def read_openml_task(task: int, data_dir: Path, mirrors: Sequence[str] = ()) -> OpenMLTask:
    """Return what a task consists of; a mirror folder has it as ``openml/tasks/<id>/task.xml``.

    Raises
    ------
    FetchError
        If the task is neither cached nor reachable.
    DataError
        If what is there is no classification task.
    """
    where = f"OpenML task {task}"
    path = openml_file(f"tasks/{task}/task.xml", f"{SERVER}/task/{task}", where, data_dir, mirrors)
    root = _parsed(path, where)
    kind = root.findtext("oml:task_type", "", NAMES)
    if kind != "Supervised Classification":
        raise DataError(f"{where} is of the type '{kind}'; valid is Supervised Classification")
    found = {
        key: root.findtext(f".//oml:{key}", "", NAMES).strip()
        for key in ("data_set_id", "target_feature", "data_splits_url")
    }
    absent = [key for key, text in found.items() if not text]
    if absent:
        raise DataError(f"{where}: {path} has no {absent[0]}")
    return OpenMLTask(
        _whole_number(found["data_set_id"], where, path), found["target_feature"], found["data_splits_url"]
    )


def openml_file(name: str, url: str, where: str, data_dir: Path, mirrors: Sequence[str]) -> Path:
    """Return the path of a file of OpenML in the cache, from a mirror folder or the server if need be.

    Raises
    ------
    FetchError
    """
    path = data_dir / "openml" / name
    if path.is_file():
        return path
    local = next((f / "openml" / name for f in mirror_folders(mirrors) if (f / "openml" / name).is_file()), None)
    try:
        with written_whole(path) as temporary:
            if local is not None:
                shutil.copyfile(local, temporary)
            else:
                transfer(url, temporary, MOST_MEGABYTES)
    except FetchError as error:
        raise FetchError(f"{where} is not in {path}, and {url} failed: {error}") from error
    return path


def _parsed(path: Path, where: str) -> ElementTree.Element:
    try:
        return ElementTree.parse(path).getroot()
    except ElementTree.ParseError as error:
        path.unlink(missing_ok=True)
        raise DataError(f"{where}: {path} was no XML and has been removed: {error}") from error


def _whole_number(text: str | None, where: str, path: Path) -> int:
    if text is None or not text.strip().isdecimal():
        raise DataError(f"{where}: {path} has '{text}' where an id is expected")
    return int(text)
