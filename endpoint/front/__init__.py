"""The front: the processes that speak HTTP, and the supervisor that starts them."""
