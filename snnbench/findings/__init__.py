"""What the reference runs show, as the pages ``docs/results.md`` and ``docs/results-in-detail.md``."""
