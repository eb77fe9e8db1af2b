"""Full-text search: how Thai text is read, and the index of a published snapshot."""
