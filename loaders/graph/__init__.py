"""From what was read to RDF and StratML, and back."""
