"""A figure with the words that go with it, as it is drawn and as the report shows it."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from matplotlib.figure import Figure


class Drawing(NamedTuple):
    """A figure that was drawn, not yet written.

    Attributes
    ----------
    figure : matplotlib.figure.Figure
    title : str
        What it shows and how to read it.
    alt : str
        What can be seen in it, in words, for those who cannot see it.
    """

    figure: Figure
    title: str
    alt: str


@dataclass(frozen=True)
class Picture:
    """A figure in a folder, as PNG and PDF.

    Attributes
    ----------
    name : str
        Of the files, without their suffix.
    title, alt : str
        See :class:`Drawing`.
    folder : Path
    """

    name: str
    title: str
    alt: str
    folder: Path

    def encoded(self) -> str:
        """Return the PNG file in base64."""
        return base64.b64encode((self.folder / f"{self.name}.png").read_bytes()).decode()
