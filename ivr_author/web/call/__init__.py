"""A simulated call as an address, and what it can meet."""
