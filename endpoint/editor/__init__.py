"""The SPARQL editor of the page /sparql: its bundle, and what it is given to know."""
