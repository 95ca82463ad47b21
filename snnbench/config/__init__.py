"""What a user may write, and reading it: every error at once."""
