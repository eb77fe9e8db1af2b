"""Full-text search inside SPARQL: the property ``text:query`` of Jena, and functions to match texts with."""
