"""Shelf of compile targets: one folder each, with what it emits and a player of what was emitted."""
