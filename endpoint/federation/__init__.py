"""The only way out: what SERVICE and LOAD may fetch from the services on the operator's list, and how."""
