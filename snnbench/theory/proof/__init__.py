"""Certified proofs: every number is a ball with a proven radius, every point of a domain lies in a box."""
