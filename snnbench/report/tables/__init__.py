"""The tables of a run: what is written as CSV, LaTeX and HTML."""
