"""The figures of a run, one concept a file."""
