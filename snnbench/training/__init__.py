"""Which nets to train, training them together, and which one wins."""
