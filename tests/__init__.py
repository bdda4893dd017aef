"""A package in its own right: textstat installs one of this name, which a folder without this file would give way to."""
