"""The shared vocabulary: ontology, code lists, shapes, prefixes and the identifiers of things."""
