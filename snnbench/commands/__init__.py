"""Commands that start and run a benchmark outside a checkout."""
