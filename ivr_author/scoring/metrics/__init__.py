"""Shelf: every published formula, one file each, with its `METRIC` (`scoring.metric`)."""
