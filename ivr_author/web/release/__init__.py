"""The room Releases behind its views: what is being made, where blocks lead, how things are said."""
