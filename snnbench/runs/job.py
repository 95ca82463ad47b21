"""What every script of the workflow does: take the config, and keep a log."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from snnbench.config.model import Config
from snnbench.methods.own_networks import declare
from snnbench.runs.intermediate import made_by_a_job

RESULTS = Path("results")
"""Parent of all runs' folders, and of the store they share."""


@contextmanager
def logged_job(log: str, values: Mapping[str, Any], overview: str | None = None) -> Iterator[Config]:
    """Take the config, and send log messages and the traceback of an error to the job's log file.

    Parameters
    ----------
    log : str
        Path of the log file.
    values : mapping
        The config as the workflow has read it, which has found no error.
    overview : str, optional
        File that says on which device networks are trained (:mod:`snnbench.runs.overview`).

    Yields
    ------
    Config
    """
    Path(log).write_text("")
    # Appended to, since the processes of cells write to it too.
    logging.basicConfig(filename=log, filemode="a", level=logging.INFO, format="%(asctime)s %(message)s", force=True)
    logging.captureWarnings(True)
    # It writes thousands of lines about the letters of each figure.
    logging.getLogger("fontTools").setLevel(logging.WARNING)
    try:
        config = Config.model_validate(values)
        declare(config.networks)
        if overview is not None:
            with made_by_a_job(overview):
                decided = json.loads(Path(overview).read_text("utf-8"))
            config = config.model_copy(update=decided)
        yield config
    except KeyboardInterrupt:
        # The workflow says how to go on.
        logging.warning("interrupted")
        sys.exit(130)
    except Exception as error:
        logging.exception("job failed")
        print(f"{type(error).__name__}: {error}\nThe traceback is in {log}", file=sys.stderr)
        sys.exit(1)
