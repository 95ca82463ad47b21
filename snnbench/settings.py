"""The base of everything that a user may write in a config."""

from __future__ import annotations

import os
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict

ExpandedPath = Annotated[str, AfterValidator(os.path.expanduser)]
"""A path or address in which ``~`` stands for the home folder."""


class Settings(BaseModel):
    """Settings that a config may hold: unknown keys are errors and values never change."""

    model_config = ConfigDict(extra="forbid", frozen=True)
