"""Callers played through every target, their transcripts compared, and covering calls found."""
