"""Releases over HTTP: what there is, which form of a file suits a client, and how it is sent."""
