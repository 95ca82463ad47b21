"""A figure as the report shows it."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Picture:
    """A figure that lies in a folder as PNG and PDF.

    Attributes
    ----------
    name : str
        Of the files.
    title : str
        Says what it shows and how to read it.
    alt : str
        Says in words what is to be seen, for those who cannot.
    folder : Path
    """

    name: str
    title: str
    alt: str
    folder: Path

    def encoded(self) -> str:
        """Return the PNG file in base64."""
        return base64.b64encode((self.folder / f"{self.name}.png").read_bytes()).decode()
