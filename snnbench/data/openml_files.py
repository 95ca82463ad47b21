"""Files of OpenML, fetched within bounds, and its descriptions of tasks and suites.

The official client would fetch without a limit on bytes or seconds, unpickle tasks, and fetch suites every time.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple, TypeVar
from xml.etree import ElementTree

from snnbench.data.download import mirror_folders
from snnbench.data.errors import DataError, FetchError
from snnbench.data.transfer import transfer
from snnbench.files import written_whole
from snnbench.paths import is_file

SERVER = "https://www.openml.org/api/v1/xml"
NAMES = {"oml": "http://openml.org/openml"}
MAX_MEGABYTES = 200
"""More than any description or table of splits has."""
Content = TypeVar("Content")


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
    url = f"{SERVER}/study/{suite}"
    root = openml_file(f"suites/{suite}.xml", url, where, data_dir, mirrors, parsed)
    path = data_dir / "openml" / f"suites/{suite}.xml"
    tasks = root.findall(".//oml:tasks/oml:task_id", NAMES)
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
    root = openml_file(f"tasks/{task}/task.xml", f"{SERVER}/task/{task}", where, data_dir, mirrors, parsed)
    path = data_dir / "openml" / f"tasks/{task}/task.xml"
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


def openml_file(
    name: str,
    url: str,
    where: str,
    data_dir: Path,
    mirrors: Sequence[str],
    read: Callable[[Path], Content],
    kept: Path | None = None,
    max_megabytes: float = MAX_MEGABYTES,
) -> Content:
    """Return the content of a file of OpenML: from the cache, a mirror folder or the server.

    Parameters
    ----------
    name : str
        A mirror folder has it as ``openml/<name>``.
    url : str
    where : str
        What it is, for error messages.
    data_dir : Path
    mirrors : sequence of str
    read : callable
        Returns the content, or raises DataError for a damaged file, which is removed and fetched from the next place.
    kept : Path, optional
        Its path in the cache; by default as in a mirror folder.
    max_megabytes : float
        A larger download is given up.

    Raises
    ------
    FetchError
        If no place delivers the file; names every place tried and what was wrong there.
    DataError
        If some place does deliver a file, but only damaged ones.
    """
    path = kept or data_dir / "openml" / name
    mirrored = [folder / "openml" / name for folder in mirror_folders(mirrors)]
    places: list[Path | str] = [path, *filter(is_file, mirrored), url]
    refused, damaged = [], False
    for place in places:
        try:
            if place != path:
                with written_whole(path) as temporary:
                    if isinstance(place, Path):
                        shutil.copyfile(place, temporary)
                    else:
                        transfer(place, temporary, max_megabytes)
            elif not is_file(path):
                raise FetchError("no such file")
            try:
                return read(path)
            except DataError:
                path.unlink(missing_ok=True)
                raise
        except (FetchError, OSError) as error:
            refused.append(f"{place}: {error}")
        except DataError as error:
            refused.append(f"{place}: {error}" + ("; removed" if place == path else ""))
            damaged = damaged or place != path
    tried = "\n  ".join(refused)
    kind, what = (DataError, "is damaged or wrong") if damaged else (FetchError, "could not be fetched")
    raise kind(
        f"{where} {what}. Tried\n  {tried}\n"
        f"Set SNNBENCH_MIRROR, or `mirrors:` in the config, to a folder that holds openml/{name}."
    )


def parsed(path: Path) -> ElementTree.Element:
    """Return the root of an XML file.

    Raises
    ------
    DataError
        If it is none.
    """
    try:
        return ElementTree.parse(path).getroot()
    except (ElementTree.ParseError, ValueError, LookupError) as error:  # the latter two for odd encodings
        raise DataError(f"{path} is no XML: {error}") from error


def _whole_number(text: str | None, where: str, path: Path) -> int:
    if text is None or not text.strip().isdecimal():
        raise DataError(f"{where}: {path} has '{text}' where an id is expected")
    return int(text)
