"""A stack in JAX: vmap over the members, scan over the steps, one compiled function per epoch."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Callable
from typing import Any

from torch import Tensor

NETWORKS = ("SNN", "MSRAinit")
"""The networks that it is written for: plain layers."""
_DROPPED_SELU = -1.7580993408473766


def is_installed() -> bool:
    """Whether JAX can be imported."""
    return importlib.util.find_spec("jax") is not None


def jax_epoch(
    method: str, members: int, units: int, depth: int, dropout: float, x: Tensor, y: Tensor, batch: int
) -> Callable[[], Any]:
    """Return a function that trains nets for one epoch and returns their mean losses over it, shape (members,).

    Each layer's mask is shared by all members.

    Parameters
    ----------
    method : str
        One of :data:`NETWORKS`.
    members, units, depth : int
    dropout : float
    x : Tensor, shape (rows, features)
    y : Tensor of int64, shape (rows,)
    batch : int
        Rows beyond the last whole batch are left out of each epoch.

    Raises
    ------
    ImportError
        If JAX is not installed (``pip install snnbench[jax]``).
    """
    # One thread, like everything that is timed; read when JAX starts.
    os.environ.setdefault("XLA_FLAGS", "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1")
    import jax
    import jax.numpy as jnp

    features, labels = jnp.asarray(x.cpu().numpy()), jax.nn.one_hot(jnp.asarray(y.cpu().numpy()), int(y.max()) + 1)
    widths = [features.shape[1], *[units] * depth, labels.shape[1]]
    keys = jax.random.split(jax.random.key(0), depth + 1)
    parameters = [
        (jax.random.normal(key, (members, inputs, outputs)) / inputs**0.5, jnp.zeros((members, outputs)))
        for key, inputs, outputs in zip(keys, widths[:-1], widths[1:], strict=True)
    ]
    q = 1 - dropout
    a = (q + _DROPPED_SELU**2 * q * dropout) ** -0.5

    def activate(h: Any, kept: Any) -> Any:
        h = jax.nn.selu(h) if method == "SNN" else jax.nn.relu(h)
        if not dropout:
            return h
        if method == "SNN":
            return a * (jnp.where(kept, h, _DROPPED_SELU) - dropout * _DROPPED_SELU)
        return jnp.where(kept, h / q, 0)

    def loss_of(net: Any, h: Any, targets: Any, masks: Any) -> Any:
        for (weight, bias), kept in zip(net[:-1], masks, strict=True):
            h = activate(h @ weight + bias, kept)
        weight, bias = net[-1]
        return -(jax.nn.log_softmax(h @ weight + bias) * targets).sum(1).mean()

    gradients_of = jax.vmap(jax.value_and_grad(loss_of), in_axes=(0, None, None, None))

    def step(carried: Any, rows: Any) -> Any:
        nets, key = carried
        key, own = jax.random.split(key)
        masks = jax.random.bernoulli(own, q, (depth, batch, units)) if dropout else [None] * depth
        losses, gradients = gradients_of(nets, features[rows], labels[rows], list(masks))
        return (jax.tree.map(lambda tensor, gradient: tensor - 0.01 * gradient, nets, gradients), key), losses

    @jax.jit
    def epoch(nets: Any, key: Any) -> Any:
        key, own = jax.random.split(key)
        order = jax.random.permutation(own, len(features))[: len(features) // batch * batch]
        state, losses = jax.lax.scan(step, (nets, key), order.reshape(-1, batch))
        return state, losses.mean(0)

    state = (parameters, jax.random.key(1))

    def run() -> Any:
        nonlocal state
        state, losses = jax.block_until_ready(epoch(*state))
        return losses

    run()
    return run
