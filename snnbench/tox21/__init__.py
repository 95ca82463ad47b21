"""What the chosen nets of Tox21 say about each compound, and what follows from it."""
