"""What the paper calls a large task."""

LARGE_TASK_ROWS = 1000
"""Tasks of at least this many rows are large (Table A13), the others small (Table A12)."""
