"""The write path: changes of the store that come over HTTP, made by a process of their own."""
