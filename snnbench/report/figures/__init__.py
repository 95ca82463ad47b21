"""The figures of a run, one concept per file."""
