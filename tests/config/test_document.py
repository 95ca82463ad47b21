"""``docs/config.md`` is what the models say, and says something of every key."""

from pathlib import Path

from snnbench.config.document import document
from snnbench.config.model import Config

ROOT = Path(__file__).parents[2]


def test_the_page_is_in_step_with_the_models():
    written = (ROOT / "docs/config.md").read_text(encoding="utf-8")
    assert written == document(), "run: python -m snnbench.config.document > docs/config.md"


def test_every_key_has_a_line_and_a_meaning():
    rows = [line.split(" | ") for line in document().splitlines() if line.startswith("| `")]
    assert {f"| `{name}`" for name in Config.model_fields} <= {row[0] for row in rows}
    assert [row[0] for row in rows if len(row[-1]) < 10] == []
