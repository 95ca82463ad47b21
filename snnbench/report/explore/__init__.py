"""The part of the page that a reader explores: its data, and the numbers that the browser computes again."""
