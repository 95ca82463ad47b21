"""Ranks and significance tests over a dense task-by-method matrix."""
