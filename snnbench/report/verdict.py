"""What the numbers allow to say about the paper's claim, with as much certainty as they carry."""

from __future__ import annotations

import pandas as pd

from snnbench.report.formats import SIGNIFICANT, format_number, listed
from snnbench.report.luck import ALL, PROTOCOL, SIZES, GroupRanks, Luck
from snnbench.stats.places import Place, can_be_told_apart

MAX_NAMED = 3
"""Methods that a sentence names; if there are more, it gives their number."""
TESTS = "two-sided paired Wilcoxon tests with Holm's correction, 5 % level"


def verdict_sentences(luck: Luck | None, uses_halving: bool = False, method: str = "SNN") -> list[str]:
    """Return sentences on which network ranks first, how sure that is, and what differs from the paper.

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
    group = luck.groups[ALL]
    sentences = [" ".join([_rank(group, method), *certainty(group, method)])]
    sentences += _by_protocol(luck, method)
    sentences += _accuracy(luck, method)
    sentences += by_size_sentences(luck, method)
    sentences += luck_sentences(luck, method)
    if uses_halving:
        sentences.append(
            "Halving decides by the first epochs, in which the networks do not learn equally fast, so it may favour "
            "some of them; `search: grid` trains every setting to the end."
        )
    return sentences


def luck_sentences(luck: Luck, method: str = "SNN") -> list[str]:
    """Return sentences on what one run would show, whether seeds explain the difference from the paper, and sources."""
    return [*_one_run(luck.groups[ALL], method), *_against_paper(luck), *_sources(luck)]


def certainty(group: GroupRanks, method: str) -> list[str]:
    """Return whether the best network is first for certain, and what place a network has here and in the paper."""
    best = group.ours["method"].iloc[0]
    sentences = [first_place_sentence(best, group.places[best], len(group.tasks), "networks")]
    if method not in group.places:
        return sentences
    if method != best:
        sentences.append(_place_sentence(method, group.places[method]))
    if method in group.places_of_paper and group.paper is not None:
        among = "" if len(group.paper) == len(group.ours) else f", among its {len(group.paper)} of these networks,"
        paper, place = group.paper.set_index("method").loc[method], group.places_of_paper[method]
        sentences.append(
            f"In the paper's table{among} {method} has average rank {paper['avg_rank']:.2f} ({paper['low']:.2f} to "
            f"{paper['high']:.2f}) and place {span(place)} by the same tests."
        )
    return sentences


def first_place_sentence(best: str, place: Place, tasks: int, of_what: str) -> str:
    """Return whether the method of the best average rank is first for certain.

    Parameters
    ----------
    best : str
    place : Place
    tasks : int
        That the place is computed on.
    of_what : str
        What the methods are, in the plural.
    """
    methods = place.low + len(place.worse) + len(place.open)
    if not can_be_told_apart(tasks, methods):
        return (
            f"{tasks} {'task is' if tasks == 1 else 'tasks are'} too few to tell {methods} {of_what} apart (even one "
            f"that wins every task would not be significantly better), so the order only describes "
            f"{'this task' if tasks == 1 else 'these tasks'}."
        )
    if place.is_first:
        return f"{best} is first: significantly better than each of the others ({TESTS})."
    return f"Whether {best} is first remains open: {_few(place.open, best)} ({TESTS})."


def _few(still_open: tuple[str, ...], best: str) -> str:
    if len(still_open) > MAX_NAMED:
        return f"{len(still_open)} others are not significantly worse"
    return (
        f"{listed(list(still_open))} {'is' if len(still_open) == 1 else 'are'} not significantly different from {best}"
    )


def _place_sentence(method: str, place: Place) -> str:
    if place.better:
        return f"{method} is not first: {_named(place.better)} significantly better (its place {_may_be(place)})."
    return f"{method} is not ruled out as first: no network is significantly better (its place {_may_be(place)})."


def _named(methods: tuple[str, ...]) -> str:
    if len(methods) > MAX_NAMED:
        return f"{len(methods)} networks are"
    return f"{listed(list(methods))} {'is' if len(methods) == 1 else 'are'}"


def _may_be(place: Place) -> str:
    return f"{'is' if place.low == place.high else 'may be'} {span(place)}"


def span(place: Place) -> str:
    """Return the places that tests leave open, as ``1 to 6``."""
    return str(place.low) if place.low == place.high else f"{place.low} to {place.high}"


def over_what(group: GroupRanks) -> str:
    """Return what the average ranks of a group are computed over."""
    if group.replicates > len(group.tasks):
        return f"By the mean over all folds and seeds of {len(group.tasks)} tasks ({group.replicates:,} combinations)"
    return f"Over {len(group.tasks)} tasks with one fold and seed each"


def _rank(group: GroupRanks, method: str) -> str:
    ours = group.ours.set_index("method").loc[method]
    best = group.ours["method"].iloc[0]
    lead = "the best of all" if best == method else f"the best, {best}, has {group.ours['avg_rank'].iloc[0]:.2f}"
    return (
        f"{over_what(group)}, {method} has average rank {ours['avg_rank']:.2f} (95 % interval {ours['low']:.2f} to "
        f"{ours['high']:.2f}; {lead})."
    )


def _by_protocol(luck: Luck, method: str) -> list[str]:
    if PROTOCOL not in luck.groups:
        return []
    group = luck.groups[PROTOCOL]
    ours = group.ours.set_index("method")["avg_rank"]
    best, place = ours.index[0], group.places[ours.index[0]]
    protocol = "" if group.paper is None else ", which is the paper's protocol"
    own = "" if best == method else f", {method} {ours[method]:.2f}"
    sentences = [
        f"On the first fold with the first seed alone{protocol}, {best} has average rank {ours[best]:.2f}{own}.",
        first_place_sentence(best, place, len(group.tasks), "networks"),
    ]
    if best != method:
        sentences.append(f"{method}'s place there {_may_be(group.places[method])}.")
    return [" ".join(sentences)]


def _one_run(group: GroupRanks, method: str) -> list[str]:
    ours = group.ours.set_index("method").loc[method]
    if pd.isna(ours["p_first_one_run"]):
        return []
    return [
        f"In a run of one fold and one seed on these tasks {method} would have average rank "
        f"{ours['one_run_avg_rank']:.2f} on average ({ours['one_run_low']:.2f} to {ours['one_run_high']:.2f} in 95 % "
        f"of such runs) and be first with probability {ours['p_first_one_run']:.2f}."
    ]


def by_size_sentences(luck: Luck, method: str = "SNN") -> list[str]:
    """Return a sentence on a network's average rank by the size of the tasks, or nothing without such groups."""
    parts = []
    for name in SIZES:
        if name in luck.groups:
            row = luck.groups[name].ours.set_index("method").loc[method]
            parts.append(f"{row['avg_rank']:.2f} on tasks of {name} (place {span(luck.groups[name].places[method])})")
    return [f"By size, {method}'s average rank is {listed(parts)}."] if parts else []


def _against_paper(luck: Luck) -> list[str]:
    found = luck.another
    if found is None:
        return []
    ranks = (
        f"On {found.tasks} tasks the paper's average ranks differ from those of our single runs on its test rows by "
        f"{found.distance:.2f} (root mean square over the networks), another seed's typically by "
        f"{found.expected_distance:.2f}"
    )
    if found.p_value >= SIGNIFICANT:
        return [f"{ranks}: seeds may explain the difference (p = {found.p_value:.2f})."]
    beyond = found.methods[found.methods["p_value_holm"] < SIGNIFICANT]
    named = [
        f"{row.method} ({'worse' if row.difference > 0 else 'better'} there by {abs(row.difference):.2f})"
        for row in beyond.sort_values("p_value_holm").itertuples()
    ]
    sentence = f"{ranks}: chance of the seed does not explain the difference (p = {found.p_value:.4f})"
    return [sentence + (f", above all for {listed(named)}." if named else ", though no single network stands out.")]


def _accuracy(luck: Luck, method: str) -> list[str]:
    group = luck.groups[ALL]
    if group.paper is None or method not in group.places_of_paper:
        return []
    row = group.means.set_index("method").loc[method]
    by_size = [
        f"{points_from_paper(luck.groups[name], method)} on those of {name}"
        for name in SIZES
        if name in luck.groups and luck.groups[name].paper is not None
    ]
    return [
        f"{method}'s mean accuracy on the paper's test rows of the {len(group.tasks_of_paper)} tasks that both have is "
        f"{row['ours_common']:.3f} here and {row['paper']:.3f} in the paper, a difference of "
        f"{points_from_paper(group, method)} points (standard error)" + (f": {listed(by_size)}." if by_size else ".")
    ]


def points_from_paper(group: GroupRanks, method: str) -> str:
    """Return a method's accuracy minus the paper's in percentage points, with its standard error over tasks."""
    row = group.means.set_index("method").loc[method]
    return f"{format_number(row['difference_points'], '+.2f')} ({row['standard_error']:.2f})"


def _sources(luck: Luck) -> list[str]:
    if luck.components is None:
        return []
    variance = luck.components.set_index("source")["variance"]
    between = variance[[name for name in variance.index if name.startswith("method")]]
    if not between.sum() > 0:
        return []
    words = _WORDS if "method x seed" in between else {**_WORDS, "method x split": "depends on the fold or the seed"}
    shares = [
        f"{100 * value / between.sum():.0f} % {words[str(name)]}"
        for name, value in between.items()
        if value >= 0.005 * between.sum()
    ]
    return [f"Of what separates the networks in a single run, {listed(shares)} (on the {tasks_of_components(luck)})."]


def tasks_of_components(luck: Luck) -> str:
    """Return in words over which tasks variance components are computed."""
    low, high = luck.component_rows
    rows = f"{low:,} to {high:,}" if low < high else f"{low:,}"
    return f"{len(luck.component_tasks)} tasks of {rows} rows with the most folds and seeds"


_WORDS = {
    "method": "is the same on all tasks",
    "method x task": "depends on the task",
    "method x split": "depends on the fold",
    "method x seed": "depends on the seed",
}
