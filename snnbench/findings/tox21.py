"""Tox21, by each protocol that was run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import yaml

from snnbench.findings.markdown import markdown
from snnbench.findings.tox21_depths import by_depth
from snnbench.findings.tox21_epochs import BASE, longer_in_words
from snnbench.findings.tox21_leaderboard import leaderboard
from snnbench.report.formats import listed
from snnbench.sections.tox21 import against_snn, moments
from snnbench.sections.tox21.summary import cut_off_in_words, highest_in_words, looks_in_words
from snnbench.sections.tox21.tables import DEEPTOX

PROTOCOLS = {
    "tox21-folds": "By the extended protocol: similar compounds as columns, five folds, refitting",
    "tox21": "By the plain protocol: the paper's split, settings stopped early, fewer epochs",
}
"""Folders of the Tox21 section by the protocol of their runs."""
DESIGNED = (
    "The protocol itself (neighbour columns, averaged weights, settings) was designed on validation compounds, but "
    "after the plain protocol's scores on the final compounds were known, and these were scored twice during its "
    "design. Learning rate and L2 penalty were searched with SNN; the other networks were not swept."
)
"""What no row can say of the first of them."""


def tox21(reference: Path) -> Iterator[str]:
    """Yield the section as Markdown."""
    yield "## Tox21"
    yield (
        "Mean AUC over the twelve assays on the final compounds, mean and standard deviation over the repeats, a 95 % "
        "interval over compounds, and the AUC of the mean prediction of the repeats. Without compounds trained on: "
        "the mean AUC without final compounds that share their InChIKey with a training compound; without shared "
        "skeletons: without those that share its first block. [How it is made](tox21.md)."
    )
    for name, title in PROTOCOLS.items():
        folder = reference / name
        if folder.is_dir():
            yield f"### {title}"
            yield from _protocol(folder)
    if (reference / "tox21-folds" / "leaderboard.csv").is_file():
        yield "### The challenge's public leaderboard"
        yield from leaderboard(pd.read_csv(reference / "tox21-folds" / "leaderboard.csv"))


def _protocol(folder: Path) -> Iterator[str]:
    """Yield what a protocol gave."""
    comparison = pd.read_csv(folder / "comparison.csv")
    depths = pd.read_csv(folder / "chosen_depth.csv")
    chosen = comparison["method"].map(depths.set_index("method")["depth"]).astype("Int64")
    table = comparison.assign(chosen_depth=chosen).drop(columns="models_scored", errors="ignore")
    yield markdown(table)
    lines = [*_scores(comparison)]
    paired = folder / "against_snn.csv"
    if paired.is_file():
        lines.append(against_snn.in_words(pd.read_csv(paired)))
    if "models_scored" in comparison:
        lines.append(f"{looks_in_words(comparison)} {DESIGNED}")
    if "cut_off" in depths:
        config = yaml.safe_load((folder / "config.yaml").read_text(encoding="utf-8"))
        lines.append(cut_off_in_words(depths, config["protocol"]["epochs"]))
    if folder.name == BASE:
        lines += longer_in_words(folder.parent)
    found = pd.read_csv(folder / "figureA8_moments.csv").set_index("epochs")
    lines.append(moments.in_words({epochs: moments.Moments(**row) for epochs, row in found.T.to_dict().items()}))
    yield "\n".join(f"- {line}" for line in lines)
    if paired.is_file():
        yield (
            "SNN's mean AUC minus that of each other method, with a 95 % interval from the same resamples of the final "
            "compounds for both; the standard error says what other seeds would do to it:"
        )
        yield markdown(pd.read_csv(paired).drop(columns="p_value_two_sided"))
    if (folder / "table2_tox21.csv").is_file():
        yield from by_depth(pd.read_csv(folder / "table2_tox21.csv"), depths)


def _scores(comparison: pd.DataFrame) -> Iterator[str]:
    """Yield which score is highest and which intervals hold the winner's."""
    ours = comparison[comparison["low"].notna()]
    yield highest_in_words(ours)
    if "models_scored" in comparison:
        scored = comparison[comparison["models_scored"].notna()]
        without = list(scored.loc[scored["low"].isna(), "method"])
        if without:
            verb = "gives" if len(without) == 1 else "give"
            yield f"{listed(without)} {verb} no probabilities, so there is no interval, ensemble or paired comparison."
    holds = (ours["low"] <= DEEPTOX) & (ours["high"] >= DEEPTOX)
    others = list(ours.loc[~holds, "method"])
    within = "every method that has one" if not others else listed(list(ours.loc[holds, "method"]))
    yield f"DeepTox's {DEEPTOX} lies within the interval of {within}" + (
        f", not of {listed(others)}." if others else "."
    )
