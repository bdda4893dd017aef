"""A day of calls before it comes: simulated against queues and limits, or played against a running service."""
