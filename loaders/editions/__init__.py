"""Two editions of a plan compared: what was added, dropped, moved and reworded."""
