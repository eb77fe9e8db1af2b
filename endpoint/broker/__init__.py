"""The query broker: one process that decides which query runs when, in which process, and for how long."""
