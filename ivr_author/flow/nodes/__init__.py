"""Shelf: one file for each node type, exporting `NODE`."""
