"""What writes parts of the report beside its tables and figures."""
