"""The glossary of a locale: what terms are called there, what they must not be called, and where texts use them."""
