"""The paper's own tables and search spaces as data."""
