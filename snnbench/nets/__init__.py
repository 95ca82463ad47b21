"""The seven feed-forward networks, every layer with a leading member axis.

Activations are ``(member, row, unit)`` tensors and weights ``(member, in, out)``: one net is a stack of one.
"""
