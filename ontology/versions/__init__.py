"""The code lists, one SKOS concept scheme a file."""
