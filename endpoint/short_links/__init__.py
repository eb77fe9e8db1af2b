"""Permanent short links to queries that somebody typed: kept by what they say, listed nowhere."""
