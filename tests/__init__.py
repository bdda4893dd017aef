"""A package in its own right: textstat installs one of this name, and a mere folder would give way to it."""
