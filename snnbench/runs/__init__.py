"""A Task goes in, rows come out."""
