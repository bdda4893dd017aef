"""The formats in which texts go to translators and come back: a module each, with its FORMAT."""
