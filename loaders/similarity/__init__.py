"""Statements of different organisations that say nearly the same: scores, pairs, clusters."""
