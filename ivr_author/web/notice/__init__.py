"""What the tabs of one notice are made of."""
