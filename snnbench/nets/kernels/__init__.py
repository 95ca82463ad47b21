"""Layers on a CPU core, member by member: each product's result is worked on while it is in the cache.

A kernel of a network is a file here with functions under :func:`~snnbench.nets.kernels.compiled.kernel`, called by
the network's file in :mod:`snnbench.nets.hidden` with NumPy views of its tensors. All arrays of a stack have three
axes: members, rows (1 for what belongs to a unit), units (1 for what belongs to a member).
"""
