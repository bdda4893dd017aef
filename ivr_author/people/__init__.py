"""Who works here and what they may do: accounts, roles, sessions, the audit log, approvals and comments.

The only place that knows the database. It knows no web page and no flow; time is always given by the caller, in UTC.
"""
