"""The engine behind a service of the SPARQL 1.1 Protocol, whichever product that is."""
