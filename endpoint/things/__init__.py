"""What the page of a thing shows, by its kind: an organisation, a plan, a statement, a document, or anything else."""
