"""The two real plan documents that phaen starts from, with their manifest; data, not code."""
