"""``docs/config.md`` is what the models say, and says something of every key."""

from pathlib import Path

from snnbench.config.document import document
from snnbench.config.hints import key_hint
from snnbench.config.model import Config
from snnbench.data.catalog import SUITES

ROOT = Path(__file__).parents[2]


def test_the_page_is_in_step_with_the_models():
    written = (ROOT / "docs/config.md").read_text(encoding="utf-8")
    assert written == document(), "run: python -m snnbench.config.document > docs/config.md"


def test_every_key_has_a_line_and_a_meaning():
    rows = [line.split(" | ") for line in document().splitlines() if line.startswith("| `")]
    assert {f"| `{name}`" for name in Config.model_fields if name != "subset_of"} <= {row[0] for row in rows}
    assert [row[0] for row in rows if len(row[-1]) < 10] == []


def test_every_section_has_a_heading_of_its_own():
    headings = [line for line in document().splitlines() if line.startswith("## ")]
    assert [heading for heading in headings if headings.count(heading) > 1] == []
    assert {f"## `datasets[].source` with `{key}`" for key in ("csv", "openml", "openml_task")} <= set(headings)


def test_every_suite_is_named_where_tasks_are_asked_for():
    meaning = next(line for line in document().splitlines() if line.startswith("| `tasks` |"))
    assert all(f"`{suite}`" in meaning for suite in SUITES)


def test_what_the_reader_sets_is_no_key_to_write():
    assert "| `subset_of` |" not in document()
    assert "subset_of" not in key_hint(("subset",))
