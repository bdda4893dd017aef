"""The waist: a small closed set of call operations, and passes over it. Knows no flow and no target."""
