"""Saved queries: questions that a policy researcher asks of the plans, each in one ``.rq`` file."""
