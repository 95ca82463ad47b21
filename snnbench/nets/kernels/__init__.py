"""Layers on a CPU core, member by member: each product's result is worked on while it is in the cache."""
