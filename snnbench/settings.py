"""The base of everything that a user may write in a config."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Settings(BaseModel):
    """Settings that a config may hold: unknown keys are errors and values never change."""

    model_config = ConfigDict(extra="forbid", frozen=True)
