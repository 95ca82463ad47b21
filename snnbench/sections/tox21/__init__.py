"""Tox21 in detail: AUC by assay, ensembles, Figure A8."""
