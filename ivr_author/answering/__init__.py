"""The webhook service in operation: which bundle answers, what it asks outside, what it counts, how it is served."""
