"""How the database came to be as it is: Alembic's revisions, forward only. What was released stays as it is."""
