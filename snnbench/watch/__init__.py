"""A run that one can watch: what it will take, how far it is, and how long it still takes."""
