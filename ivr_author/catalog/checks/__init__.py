"""Shelf of catalog rules: one module each, named as the rule's id, loaded in name order."""
