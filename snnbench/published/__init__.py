"""The paper's own tables and search spaces as data files, and what can be recomputed from them."""
