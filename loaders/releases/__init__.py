"""Dated, immutable releases of the data: written, compared, read back and verified."""
