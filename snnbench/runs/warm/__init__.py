"""Jobs of a run on this machine, forked from one process that imports what they need once."""
