"""The pages and answers, one module a topic; each makes a blueprint from what it is given."""
