"""Whose plan a document is, for which years, in which edition."""
