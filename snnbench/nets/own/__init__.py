"""Networks that a user declares: by an activation, or by a module of PyTorch."""
