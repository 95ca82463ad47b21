"""``snnbench bench``: stacks against what a user would write instead."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Annotated, Literal, cast

import typer

from snnbench.files import written_whole
from snnbench.methods.registry import NETS


def bench(
    methods: Annotated[str, typer.Option(help="Networks, separated by commas.")] = ",".join(NETS),
    widths: Annotated[str, typer.Option(help="Units of a layer.")] = "32,64,128,256",
    depths: Annotated[str, typer.Option(help="Hidden layers, or residual blocks.")] = "2,8,32",
    rows: Annotated[int, typer.Option(help="Training rows.", min=2)] = 2000,
    rounds: Annotated[int, typer.Option(help="Times everything is measured; medians are shown.", min=1)] = 3,
    device: Annotated[str, typer.Option(help="cpu or cuda.")] = "cpu",
    precision: Annotated[str, typer.Option(help="float32 or tf32; of matrix products on a GPU.")] = "float32",
    csv: Annotated[Path | None, typer.Option(help="Write the measurements to this file.")] = None,
    figure: Annotated[Path | None, typer.Option(help="Draw them, as PNG, to this file.")] = None,
) -> None:
    """Time stacks, what one would write instead, and the matrix peak, in turn and on one thread.

    Everything takes about ten minutes; `--methods SNN --depths 8` half a minute.
    """
    names = methods.split(",")
    unknown = sorted(set(names) - set(NETS))
    if unknown:
        raise typer.BadParameter(f"{unknown[0]} is no network; valid are {', '.join(NETS)}", param_hint="--methods")
    if device not in ("cpu", "cuda") or precision not in ("float32", "tf32"):
        raise typer.BadParameter(f"{device} and {precision}: --device is cpu or cuda, --precision float32 or tf32")
    import pandas as pd
    import torch

    from snnbench.bench.measure import Measurement, measure
    from snnbench.bench.peer_jax import is_installed

    if device == "cuda" and not torch.cuda.is_available():
        raise typer.BadParameter("torch sees no GPU here", param_hint="--device")
    if device == "cpu" and not is_installed():
        typer.echo("JAX is not installed and left out: pip install 'snnbench[jax]'", err=True)
    typer.echo("method     width depth dropout   samples/s  x loop x sklearn x autograd  x JAX of peak")
    lines = []
    units, layers = ([int(number) for number in numbers.split(",")] for numbers in (widths, depths))
    for line in measure(names, units, layers, rows, rounds, device, cast(Literal["float32", "tf32"], precision)):
        lines.append(line)
        ratios = zip(
            (line.ratio_loop, line.ratio_sklearn, line.ratio_autograd, line.ratio_jax), (7, 9, 10, 6), strict=True
        )
        shown = " ".join(f"{'-' if math.isnan(ratio) else f'{ratio:.2f}':>{wide}}" for ratio, wide in ratios)
        typer.echo(
            f"{line.method:10} {line.width:5d} {line.depth:5d} {line.dropout:7.2f} {line.samples_per_second:11,.0f} "
            f"{shown} {line.peak_share:7.2f}"
        )
    table = pd.DataFrame(lines, columns=Measurement._fields)
    if csv is not None:
        with written_whole(csv) as temporary:
            table.to_csv(temporary, index=False, float_format="%.4g")
    if figure is not None:
        from snnbench.bench.figure import draw

        draw(table, figure)
