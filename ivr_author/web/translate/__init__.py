"""The translators' room: how far each item is in each language, and the texts of one language to be worked through."""
