"""Tables and project cards: their columns, rows and money, from any format or from plain text."""
