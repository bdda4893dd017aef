"""A telephone call as data: what the caller does, what the world answers, and what happened."""
