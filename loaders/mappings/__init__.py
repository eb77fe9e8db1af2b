"""Links as data: their RDF, SSSOM tables, link sets, what people say of them, and how far they reach."""
