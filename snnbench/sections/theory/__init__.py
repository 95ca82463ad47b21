"""The theory's part of a run: proofs, measured networks, figures."""
