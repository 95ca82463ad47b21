"""How fast stacks train, side by side with what a user would write instead."""
