"""Sections of the report that other commands write: theory, Tox21, the audit of the paper's own numbers.

A section is a folder ``results/<run>/<section>/`` with at least one of the three files below. ``summary.txt`` alone
makes a section only of a folder that :data:`snnbench.report.sections.read.TITLES` names.

``summary.txt``
    The sentences to open with, one per line; an indented one belongs to the one above it.
``tables.json``
    ``{file: title}`` or ``{file: {"title": ..., "note": ...}}``. The files are CSV, or JSON lists of records;
    records that hold lists of records, as a theorem holds its parts, become a table of their own. Without this
    index, every CSV and JSON file of the folder is shown under its name.
``figures.json``
    ``{name: {"title": ..., "alt": ...}}``; ``name.png`` and ``name.pdf`` lie in the folder's ``figures/``.

:mod:`snnbench.report.sections.write` writes these files and :mod:`snnbench.report.sections.read` reads them.
"""

SUMMARY, TABLES, FIGURES = "summary.txt", "tables.json", "figures.json"
