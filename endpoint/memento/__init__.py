"""Earlier states of the data: which release a request asks, and what Memento (RFC 7089) wants said about it."""
