"""The room Bulletins behind its views: what callers hear now, what was typed, and what every page tells of a switch."""
