"""A store behind a service of the SPARQL 1.1 Protocol: asked, read and written over HTTP."""
