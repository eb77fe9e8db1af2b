"""The site, the SPARQL endpoint and the command line: everything that faces a user."""
