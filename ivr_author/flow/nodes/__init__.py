"""Shelf of node types: one module each, loaded in name order."""
