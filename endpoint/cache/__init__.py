"""Answers that are kept: results by the query and the snapshot they come from, whole responses in the event loop."""
