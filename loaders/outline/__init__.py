"""The outline of a plan: what each line is, how far each statement goes, its kind, number and parent."""
