"""The full-text index as the service asks it: jobs for the query processes, what they do, and what comes of them."""
