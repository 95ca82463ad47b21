"""Templates, scripts and libraries of the pages."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import resources

import jinja2
from markupsafe import Markup

from snnbench.report.explore.payload import script_json

LIBRARIES = ("d3", "plot.umd")
"""In the folder ``vendor``: D3 7.9.0 and Observable Plot 0.6.17, as npm distributes them, with their licences."""


def render(template: str, **values: object) -> str:
    """Return a page; text is escaped, and a value that a template names must be given."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(str(resources.files("snnbench.report.page"))),
        autoescape=True,
        trim_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    return environment.get_template(template).render(**values)


def scripts(*names: str) -> list[Markup]:
    """Return scripts of this folder, for a ``script`` element."""
    return [Markup(_script(name)) for name in names]


def libraries() -> list[Markup]:
    """Return the drawing libraries, each with its licence on top."""
    return [Markup(_with_licence(name)) for name in LIBRARIES]


def script_data(content: Mapping[str, object]) -> Markup:
    """Return data as JSON for a ``script`` element."""
    return Markup(script_json(content))


def _with_licence(name: str) -> str:
    licence = _script(f"vendor/{name.partition('.')[0]}.LICENSE.txt").strip()
    return f"/*!\n{licence}\n*/\n{_script(f'vendor/{name}.min.js')}"


def _script(name: str) -> str:
    text = resources.files("snnbench.report.page").joinpath(name).read_text(encoding="utf-8")
    # What would end the script element early.
    return text.replace("</script", "<\\/script").replace("<!--", "<\\!--")
