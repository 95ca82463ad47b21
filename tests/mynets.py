"""The user's module that the docs speak of."""

from own_modules import ResMLP

__all__ = ["ResMLP"]
