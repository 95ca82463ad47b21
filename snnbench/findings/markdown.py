"""Tables in Markdown."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from snnbench.report.formats import format_value, label


def markdown(data: pd.DataFrame) -> str:
    """Return a table in Markdown, numbers as in the report."""
    rows: list[Sequence[str]] = [[label(str(column)) for column in data], ["---"] * len(data.columns)]
    for values in data.itertuples(index=False, name=None):
        rows.append([format_value(value, str(column)) for column, value in zip(data, values, strict=True)])
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)
