"""Blocks of code in the README and the docs.

A comment in front of a block says what the tests cannot do: ``<!-- not tested: REASON -->``.
"""

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "config/README.md", *sorted((ROOT / "docs").glob("*.md"))]
BLOCK = re.compile(
    r"(?:<!-- (?P<comment>[^>]*) -->\n)?^```(?P<language>\w+)\n(?P<text>.*?)^```$", re.DOTALL | re.MULTILINE
)


@dataclass(frozen=True)
class Block:
    page: Path
    line: int
    language: str
    text: str

    @property
    def id(self):
        return f"{self.page.relative_to(ROOT)}:{self.line}"


def blocks(language):
    """Every block of a language, but those whose comment says why it is not tested."""
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        for match in BLOCK.finditer(text):
            if match["language"] == language and not (match["comment"] or "").startswith("not tested: "):
                yield Block(page, text.count("\n", 0, match.start()) + 1, language, match["text"])
