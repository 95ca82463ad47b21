"""Under which key a replication's results are kept: a hash of all that decides them."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from functools import cache
from typing import TYPE_CHECKING, Any

from snnbench.code_version import code_version

if TYPE_CHECKING:
    from snnbench.methods.method import Method
    from snnbench.runs.compute import Replication


def key_of(**decides: Any) -> str:
    """Return the key of work that is decided by these values.

    Parameters
    ----------
    **decides : JSON-serialisable
    """
    return hashlib.sha256(json.dumps(decides, sort_keys=True).encode()).hexdigest()


def key_of_replication(replication: Replication, content: str, method: Method) -> str:
    """Return the key of a replication's results.

    Parameters
    ----------
    replication : Replication
    content : str
        Hash of the task's content.
    method : Method
        Its arguments count, and the modules that compute it.
    """
    models = {"protocol": replication.protocol.model_dump(), "search": replication.search.model_dump()}
    decides = {**asdict(replication), **models}
    return key_of(**decides, content=content, definition=repr(method), code=code_of(method))


def code_of(method: Method) -> str:
    """Return the hash of all code that decides a method's rows, as it was when first asked for."""
    return _code_of(method.modules)


@cache
def _code_of(modules: tuple[str, ...]) -> str:
    return code_version("snnbench.runs.compute", "snnbench.runs.rows", *modules)
