"""The ontology as a publication: its terms, versions, shapes, mappings and JSON-LD context, read from its files."""
