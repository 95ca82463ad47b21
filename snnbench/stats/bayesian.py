"""How probable it is that one method is better, equivalent in practice, or worse."""

from __future__ import annotations

import pandas as pd

from snnbench.randomness import seed_of
from snnbench.stats.matrix import checked_matrix
from snnbench.stats.ranks import order_by_rank


class MissingBaycomp(ImportError):
    """The optional package baycomp is not installed; the message says how to install it."""


def bayesian_comparisons(
    scores: pd.DataFrame, seed: int, region: float = 0.01, samples: int = 10_000, reference: str | None = None
) -> pd.DataFrame:
    """Compare one method with each other one by the Bayesian signed-rank test.

    Parameters
    ----------
    scores : DataFrame, shape (tasks, methods)
        Without holes.
    seed : int
        The config's.
    region : float
        Of practical equivalence: two scores that differ by less count as equivalent. Above 0; 0.01 is one
        percentage point of accuracy.
    samples : int
        Drawn from the posterior; a probability is known to about 0.5 / sqrt(samples).
    reference : str, optional
        Compared with all others. Default: the method of the best average rank.

    Returns
    -------
    DataFrame
        A row per other method, best rank first, with ``first`` (the reference), ``second``, and the
        probabilities ``p_first_better``, ``p_equivalent``, ``p_second_better``, which add up to 1. They do not
        depend on the order of rows or columns.

    Raises
    ------
    MissingBaycomp
        Naming what to install.
    IncompleteMatrix, ValueError
        See :func:`snnbench.stats.matrix.checked_matrix`; also if ``region`` is not above 0 or ``reference`` is
        not a method.

    Notes
    -----
    Benavoli et al. 2014, A Bayesian Wilcoxon signed-rank test based on the Dirichlet process, as implemented
    by baycomp.
    """
    try:
        from baycomp import SignedRankTest
    except ImportError as error:
        raise MissingBaycomp(
            "the Bayesian signed-rank test needs the package baycomp: pip install 'snnbench[bayes]' "
            "(or pip install baycomp)"
        ) from error
    scores = checked_matrix(scores, minimum_methods=2).sort_index(key=lambda names: names.astype(str))
    if not region > 0:
        raise ValueError(f"the region of practical equivalence must be above 0, got {region}")
    by_rank = list(order_by_rank(scores).index)
    first = by_rank[0] if reference is None else reference
    if first not in by_rank:
        raise ValueError(f"reference '{first}' is no method of the matrix; its methods are {', '.join(by_rank)}")
    rows = []
    for second in by_rank:
        if second == first:
            continue
        # baycomp keeps its own legacy generator, which takes 32 bits.
        stream = seed_of(seed, "bayesian signed ranks", str(first), str(second)) % 2**32
        pair = (scores[first].to_numpy(), scores[second].to_numpy())
        rows.append(
            [first, second, *map(float, SignedRankTest.probs(*pair, region, nsamples=samples, random_state=stream))]
        )
    return pd.DataFrame(rows, columns=["first", "second", "p_first_better", "p_equivalent", "p_second_better"])
