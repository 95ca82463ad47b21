"""Tox21: the challenge's files, structures, and the columns computed of them."""
