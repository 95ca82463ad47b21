"""What the numbers allow to say about the paper's claim, with as much certainty as they carry."""

from __future__ import annotations

import pandas as pd

from snnbench.report.formats import SIGNIFICANT, listed
from snnbench.report.luck import ALL, GroupRanks, Luck

LIKELY, CERTAIN = 0.8, 0.95
"""Probabilities from which something is called probable or certain (and one minus them for its contrary)."""


def verdict_sentences(luck: Luck | None, uses_halving: bool = False, method: str = "SNN") -> list[str]:
    """Return sentences on whether a network ranks first, how sure that is, and what differs from the paper.

    Parameters
    ----------
    luck : Luck, optional
    uses_halving : bool
        Whether the search stopped settings early.
    method : str
        The network that the paper puts first.
    """
    if luck is None or method not in set(luck.groups[ALL].ours["method"]):
        return []
    sentences = [_rank(luck.groups[ALL], method)]
    sentences += _by_size(luck, method)
    sentences += _against_paper(luck)
    sentences += _accuracy(luck.groups[ALL], method)
    sentences += _sources(luck)
    if uses_halving:
        sentences.append(
            "Halving decides by the first epochs, in which the networks do not learn equally fast, so it may favour "
            "some of them; `search: grid` trains every setting to the end."
        )
    return sentences


def how_certain(probability: float) -> str:
    """Return the words for the probability that a method is first."""
    if probability >= CERTAIN:
        return "is first"
    if probability >= LIKELY:
        return "is probably first"
    if probability > 1 - LIKELY:
        return "may or may not be first: these data cannot tell"
    if probability > 1 - CERTAIN:
        return "is probably not first"
    return "is not first"


def _rank(group: GroupRanks, method: str) -> str:
    ours = group.ours.set_index("method").loc[method]
    best = group.ours["method"].iloc[0]
    lead = "the best of all" if best == method else f"{best} has {group.ours['avg_rank'].iloc[0]:.2f}"
    repeated = group.replicates > len(group.tasks)
    over = "By the mean over all folds and seeds of" if repeated else "With one fold and seed for each of"
    sentence = (
        f"{over} {len(group.tasks)} tasks, {method} has average rank "
        f"{ours['avg_rank']:.2f} (95 % interval {ours['low']:.2f} to {ours['high']:.2f}; {lead}) and "
        f"{how_certain(ours['p_first'])} (probability {ours['p_first']:.2f}"
    )
    if pd.notna(ours["p_first_one_run"]):
        sentence += f"; {ours['p_first_one_run']:.2f} in a run of one fold and seed on these tasks"
    sentence += ")."
    if group.paper is not None:
        paper = group.paper.set_index("method").loc[method]
        sentence += (
            f" In the paper's table it has {paper['avg_rank']:.2f} ({paper['low']:.2f} to {paper['high']:.2f} over "
            f"tasks) and {how_certain(paper['p_first'])} (probability {paper['p_first']:.2f})."
        )
    return sentence


def _by_size(luck: Luck, method: str) -> list[str]:
    parts = []
    for name, group in luck.groups.items():
        if name != ALL:
            row = group.ours.set_index("method").loc[method]
            parts.append(f"{row['avg_rank']:.2f} on tasks of {name} (first with probability {row['p_first']:.2f})")
    return [f"By size, {method}'s average rank is {listed(parts)}."] if parts else []


def _against_paper(luck: Luck) -> list[str]:
    found = luck.another
    if found is None:
        return []
    seeds = f"a further seed's are typically {found.expected_distance:.2f} away"
    if found.p_value >= SIGNIFICANT:
        return [
            f"The paper's average ranks are {found.distance:.2f} from ours, {seeds}: seeds may explain the difference "
            f"(p = {found.p_value:.2f}, {found.tasks} tasks)."
        ]
    beyond = found.methods[found.methods["p_value_holm"] < SIGNIFICANT]
    named = [
        f"{row.method} ({'worse' if row.difference > 0 else 'better'} there by {abs(row.difference):.2f})"
        for row in beyond.sort_values("p_value_holm").itertuples()
    ]
    sentence = (
        f"The paper's average ranks are {found.distance:.2f} from ours, {seeds}: the difference is more than luck of "
        f"the seed (p = {found.p_value:.4f}, {found.tasks} tasks)"
    )
    return [sentence + (f", above all for {listed(named)}." if named else ", though no single network stands out.")]


def _accuracy(group: GroupRanks, method: str) -> list[str]:
    if group.paper is None:
        return []
    row = group.means.set_index("method").loc[method]
    return [
        f"{method}'s mean accuracy over the {len(group.tasks_of_paper)} tasks that both have is "
        f"{row['ours_common']:.3f} here and {row['paper']:.3f} in the paper ({row['difference_points']:+.2f} points, "
        f"standard error {row['standard_error']:.2f})."
    ]


def _sources(luck: Luck) -> list[str]:
    if luck.components is None:
        return []
    variance = luck.components.set_index("source")["variance"]
    between = variance[[name for name in variance.index if name.startswith("method")]]
    if not between.sum() > 0:
        return []
    shares = [
        f"{100 * value / between.sum():.0f} % {_WORDS[str(name)]}" for name, value in between.items() if value > 0
    ]
    return [
        f"Of what separates the networks on the {len(luck.component_tasks)} tasks with the most folds and seeds, "
        f"{listed(shares)}."
    ]


_WORDS = {
    "method": "is the same on all tasks",
    "method x task": "depends on the task",
    "method x split": "on the fold",
    "method x seed": "on the seed",
}
