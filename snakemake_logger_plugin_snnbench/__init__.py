"""Snakemake's logger plugin of snnbench: ``--logger snnbench``, which ``profiles/default`` sets.

Snakemake finds plugins by the names of top-level packages, so this one lies next to ``snnbench``.
"""

from __future__ import annotations

from snnbench.watch.log_handler import LogHandler

__all__ = ["LogHandler"]
