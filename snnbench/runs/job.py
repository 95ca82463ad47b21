"""What every script of the workflow does: read the config, and keep a log."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from snnbench.config.model import Config
from snnbench.config.read import read_config

RESULTS = Path("results")
"""Parent of all runs' folders, and of the store they share."""


@contextmanager
def logged_job(log: str, values: Mapping[str, Any]) -> Iterator[Config]:
    """Read the config, and send log messages and the traceback of an error to the job's log file.

    Parameters
    ----------
    log : str
        Path of the log file.
    values : mapping
        The config as Snakemake has it.

    Yields
    ------
    Config
    """
    logging.basicConfig(filename=log, filemode="w", level=logging.INFO, format="%(asctime)s %(message)s", force=True)
    logging.captureWarnings(True)
    try:
        yield read_config(values)
    except Exception as error:
        logging.exception("job failed")
        print(f"{type(error).__name__}: {error}\nThe traceback is in {log}", file=sys.stderr)
        sys.exit(1)
