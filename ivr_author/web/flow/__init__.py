"""What the tabs of one flow are made of."""
