"""From a drawn structure to the columns a net reads."""
