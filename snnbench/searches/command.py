"""``snnbench searches``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from snnbench.training.search_settings import Search


def searches(
    configfile: Annotated[
        list[Path],
        typer.Option(help="Its networks train on its tasks with the full grid; repeat it where later files override."),
    ],
    tasks: Annotated[str | None, typer.Option(help="Only these tasks, such as iris,car.")] = None,
    search: Annotated[
        list[str] | None, typer.Option(help="A search to compare, such as '{rungs: [30], keep: 0.5}'.")
    ] = None,
    store: Annotated[Path, typer.Option(help="Keeps finished stacks; the command goes on from there.")] = Path(
        "results/searches-store"
    ),
    csv: Annotated[Path | None, typer.Option(help="Write the table here, and its cells next to it.")] = None,
) -> None:
    """Show what cheaper searches would have chosen, network by network, from the curves of the full grid."""
    import pandas as pd

    from snnbench.config.command import read_or_exit
    from snnbench.data.load import load_task
    from snnbench.files import written_whole
    from snnbench.methods.registry import is_network
    from snnbench.runs.store import Store
    from snnbench.searches.compare import replayed_cells, search_table

    config = read_or_exit(configfile)
    compared = {text: _search_of(text) for text in search or ["{}"]}
    names = tasks.split(",") if tasks else config.tasks
    if unknown := [name for name in names if name not in config.tasks]:
        raise typer.BadParameter(f"{' and '.join(map(str, configfile))} has no task {unknown[0]}", param_hint="--tasks")
    networks = [name for name in config.methods if is_network(name)]
    rows = []
    for name in names:
        typer.echo(name, err=True)
        task = load_task(
            name,
            config.scaling,
            config.seed,
            config.data_dir,
            config.mirrors,
            config.datasets,
            config.tox21,
        )
        rows += list(replayed_cells(task, networks, config, compared, Store(str(store))))
    cells = pd.DataFrame(rows)
    table = search_table(cells)
    if csv is not None:
        for path, data in ((csv, table), (csv.with_name(f"{csv.stem}_cells.csv"), cells)):
            with written_whole(path) as temporary:
                data.round(5).to_csv(temporary, index=False)
    typer.echo(table.to_string(index=False, float_format=lambda value: f"{value:.3f}"))


def _search_of(text: str) -> Search:
    """Return the search that an option describes.

    Raises
    ------
    typer.BadParameter
        If it is no mapping in YAML, or has other keys than a search.
    """
    import yaml

    from snnbench.training.search_settings import Search

    try:
        return Search.model_validate({"strategy": "halving", **yaml.safe_load(text)})
    except (yaml.YAMLError, TypeError, ValueError) as error:
        right = "'{rungs: [30], keep: 0.5}'"
        raise typer.BadParameter(f"{text} is wrong, write such as {right}: {error}", param_hint="--search") from None
