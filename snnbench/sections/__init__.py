"""What writes parts of the report in addition to its tables and figures."""
