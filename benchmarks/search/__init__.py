"""How fast the full-text index is made and asked, on a million statements."""
