"""Translations: catalogs read, updated, looked up and counted as text. Leaves files to the workspace."""
