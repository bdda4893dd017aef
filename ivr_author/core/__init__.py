"""The words that two or more floors exchange, and how they are read. Knows no flow, no call and no target."""
