"""Backups of a store in one file: written while it is used, verified when it is restored."""
