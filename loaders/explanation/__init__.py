"""Why each line was read as it was, for people."""
