"""The rooms that are there with accounts alone: signing in, one's own account, everybody's, and the audit log."""
