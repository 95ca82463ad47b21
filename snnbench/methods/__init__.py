"""What is tried on a Task: networks, scikit-learn methods, a user's own."""
