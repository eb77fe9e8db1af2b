"""Documents in, graph out: read Thai plan documents, map them to RDF, store and publish them."""
