"""The rule ``task``: fetching a task and writing it down."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from snnbench.data.errors import TaskUnavailable
from snnbench.data.load import load_task
from snnbench.data.task import Task

if TYPE_CHECKING:
    from snnbench.config.model import Config


def prepare_task(name: str, config: Config, output: str, cores: int = 1) -> None:
    """Write a task's npz file, or the reason why it is unavailable.

    Parameters
    ----------
    name : str
    config : Config
    output : str
    cores : int
        Most processes that compute features of Tox21.

    Raises
    ------
    TaskUnavailable
        If it could not be fetched and the config says ``missing: fail``.
    DataError
        If its data are not as they should be.
    """
    try:
        places = (config.data_dir, config.mirrors)
        task = load_task(name, config.scaling, config.seed, *places, config.datasets, config.tox21, cores)
    except TaskUnavailable as error:
        if config.missing == "fail":
            raise
        logging.warning("%s", error)
        Task.save_unavailable(output, error)
    else:
        task.save(output)
