"""Translations on their way to others and back: packages of units, file formats, and what is accepted of a delivery."""
