"""What the reference runs show, as the page ``docs/results.md``."""
