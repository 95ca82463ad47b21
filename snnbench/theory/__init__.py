"""The moment map of SELU networks, its fixed points, and certified proofs of the theorems about it."""
