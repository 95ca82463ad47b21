"""Modules of PyTorch as a stack: together through torch.func where they allow it, otherwise one after the other."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from typing import Any

import torch
from torch import Tensor, nn
from torch.func import functional_call, stack_module_state, vmap

from snnbench.nets.layer import Layer
from snnbench.nets.memory import out_of_memory
from snnbench.nets.network import EVALUATION_ROWS
from snnbench.nets.own.optimizer import options_of
from snnbench.nets.own.records import ModuleNetwork, imported
from snnbench.randomness import seed_of

log = logging.getLogger(__name__)


class ModuleStackNetwork(Layer):
    """Members of one class and constructor arguments, with a training step by autograd.

    Parameters
    ----------
    record : ModuleNetwork
    settings : sequence of dict
        Hyperparameters of each member, which differ in ``learning_rate`` and ``l2`` only.
    seeds : sequence of int
        Of each member's initial weights.
    inputs, outputs : int
    seed : int
        Of what the modules draw while they train, the same for all members.
    device : torch.device

    Raises
    ------
    ValueError
        If the class cannot be imported or makes no ``torch.nn.Module`` with parameters to train, or the optimiser
        cannot train with these settings.
    """

    def __init__(
        self,
        record: ModuleNetwork,
        settings: Sequence[dict[str, Any]],
        seeds: Sequence[int],
        inputs: int,
        outputs: int,
        seed: int,
        device: torch.device,
    ) -> None:
        super().__init__()
        self.name, self.seed, self.device, self.logits, self.steps = record.name, seed, device, outputs, 0
        modules = [
            self._made(record, setting, of_member, inputs, outputs)
            for setting, of_member in zip(settings, seeds, strict=True)
        ]
        for module in modules:
            module.to(device)
        self.template = modules[0]
        self.names = [name for name, parameter in self.template.named_parameters() if parameter.requires_grad]
        parameters, buffers = stack_module_state(modules)
        self.tensors = {name: tensor.detach().clone() for name, tensor in {**parameters, **buffers}.items()}
        self.buffers = list(buffers)
        self.rates = [float(setting["learning_rate"]) for setting in settings]
        self.decays = [float(setting.get("l2", 0)) for setting in settings]
        self.optimizer_class = imported(record.optimizer)
        self.options = [options_of(self.optimizer_class, record.optimizer_arguments, setting) for setting in settings]
        self.plain_sgd = self.optimizer_class is torch.optim.SGD and not record.optimizer_arguments
        self.optimizers: list[torch.optim.Optimizer] | None = None
        self.together = True

    @staticmethod
    def _made(record: ModuleNetwork, setting: dict[str, Any], seed: int, inputs: int, outputs: int) -> nn.Module:
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(seed % 2**63)
            module = record.make(inputs, outputs, setting)
        if not isinstance(module, nn.Module) or not any(one.requires_grad for one in module.parameters()):
            raise ValueError(
                f"'{record.module}' makes a {type(module).__name__}, not a torch.nn.Module with parameters to train"
            )
        return module

    @property
    def members(self) -> int:
        """How many there are."""
        return len(self.rates)

    def _of_member(self, i: int, tensors: dict[str, Tensor]) -> dict[str, Tensor]:
        return {name: tensor[i] for name, tensor in tensors.items()}

    def _outputs(self, tensors: dict[str, Tensor], x: Tensor, training: bool) -> Tensor:
        """Return logits of shape (members, rows, outputs) of rows x of shape (rows, inputs)."""
        self.template.train(training)
        devices = [x.device] if x.device.type == "cuda" else []
        with torch.random.fork_rng(devices=devices):
            if self.together:
                before = {name: self.tensors[name].clone() for name in self.buffers}
                self._seed()
                try:
                    outputs, replaced = vmap(self._call, randomness="same", in_dims=(0, None))(tensors, x)
                except RuntimeError as error:
                    if out_of_memory(error):
                        raise
                    # What vmap cannot do, such as updates in place or branches on values, each member does by itself,
                    # from the buffers as they were: the attempt may have got past a layer that changes them.
                    self.together = False
                    for name, buffer in before.items():
                        self.tensors[name].copy_(buffer)
                    reason = " ".join(str(error).split())
                    log.info("%s: one after the other, as vmap cannot follow it: %s", self.name, reason)
                else:
                    for name, buffer in replaced.items():
                        self.tensors[name].copy_(buffer)
                    return outputs
            alone = []
            for i in range(self.members):
                self._seed()
                outputs, replaced = self._call(self._of_member(i, tensors), x)
                alone.append(outputs)
                for name, buffer in replaced.items():
                    self.tensors[name][i].copy_(buffer)
            return torch.stack(alone)

    def _call(self, own: dict[str, Tensor], x: Tensor) -> tuple[Tensor, dict[str, Tensor]]:
        """Return the logits of one member, and those of its buffers that it replaced instead of changing in place."""
        given = dict(own)
        outputs = functional_call(self.template, own, (x,))
        return outputs, {name: own[name].detach() for name in self.buffers if own[name] is not given[name]}

    def _seed(self) -> None:
        torch.manual_seed(seed_of(self.seed, "step", self.steps) % 2**63)

    def forward(self, x: Tensor, training: bool) -> Tensor:
        """Return the logits; see :meth:`Layer.forward`. ``x`` is shared by all members, of shape (1, rows, inputs).

        Raises
        ------
        ValueError
            If the modules return anything else than logits of shape (rows, outputs).
        """
        if not training:
            with torch.no_grad():
                return self._outputs(self.tensors, x[0], training=False)
        with torch.enable_grad():
            self.traced = {
                name: tensor.detach().requires_grad_() if name in self.names else tensor
                for name, tensor in self.tensors.items()
            }
            self.computed = self._outputs(self.traced, x[0], training=True)
        right = (self.members, x.shape[1], self.logits)
        if self.computed.shape != right:
            found = tuple(self.computed.shape[1:])
            raise ValueError(f"the module returns {found} for {x.shape[1]} rows, not logits of shape {right[1:]}")
        self.steps += 1
        return self.computed.detach().clone()

    def backward(self, step: Tensor) -> Tensor:
        """Take the optimiser's step.

        Parameters
        ----------
        step : Tensor, shape (members, rows, outputs)
            ``-learning_rate`` times the gradient of the loss with respect to the logits.
        """
        traced = [self.traced[name] for name in self.names]
        found: tuple[Tensor | None, ...] = torch.autograd.grad(self.computed, traced, step, allow_unused=True)
        del self.traced, self.computed
        unused: tuple[Tensor | None, ...] = found
        steps = {name: grad for name, grad in zip(self.names, unused, strict=True) if grad is not None}
        if self.plain_sgd:
            for name, of_name in steps.items():
                weights = self.tensors[name]
                weights.mul_(
                    self._per_member([1 - r * d for r, d in zip(self.rates, self.decays, strict=True)], weights)
                ).add_(of_name)
        else:
            self._optimize(steps)
        return step

    def _per_member(self, values: list[float], like: Tensor) -> Tensor:
        return torch.tensor(values, dtype=like.dtype, device=like.device).view(-1, *[1] * (like.ndim - 1))

    def _optimize(self, steps: dict[str, Tensor]) -> None:
        """Take a step of the record's optimiser, one per member, from steps that are ``-learning_rate * gradient``."""
        if self.optimizers is None:
            self.optimizers = []
            for i in range(self.members):
                own = {name: nn.Parameter(self.tensors[name][i]) for name in self.names}
                self.optimizers.append(self.optimizer_class(list(own.values()), **self.options[i]))
        for i, optimizer in enumerate(self.optimizers):
            for name, weights in zip(self.names, optimizer.param_groups[0]["params"], strict=True):
                weights.data = self.tensors[name][i]  # a view, so that the step changes the stack
                weights.grad = steps[name][i] / -self.rates[i] if name in steps else None
            optimizer.step()

    def outputs(self, features: Tensor) -> Tensor:
        """Return the logits for any number of rows, shape (members, rows, outputs), in evaluation mode."""
        chunks = features.split(EVALUATION_ROWS)
        return torch.cat([self.forward(chunk.unsqueeze(0), training=False) for chunk in chunks], 1)

    def select_members(self, members: Tensor) -> None:
        """Go on with these members, in this order, and forget the others."""
        super().select_members(members)
        kept = members.tolist()
        self.rates, self.decays = [self.rates[i] for i in kept], [self.decays[i] for i in kept]
        self.options = [self.options[i] for i in kept]
        if self.optimizers is not None:
            self.optimizers = [self.optimizers[i] for i in kept]

    def all_tensors(self, prefix: str = "") -> Iterator[tuple[str, Tensor]]:
        """Yield what may be averaged and kept: parameters and statistics, but no counters."""
        return ((prefix + name, tensor) for name, tensor in self.tensors.items() if tensor.is_floating_point())

    def generators(self) -> Iterator[torch.Generator]:
        """Yield none: what a module draws comes from torch's own generator, seeded at each step."""
        return iter(())

    def can_be_captured(self) -> bool:
        """Return False: a step seeds torch's generator, and runs the user's Python and optimiser."""
        return False

    def double(self) -> None:
        """Go over to double precision, for evaluation."""
        super().double()
        self.template.double()
