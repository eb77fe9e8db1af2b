"""The SPARQL language: what a query or an update says, what it may not say, and how it is rewritten."""
