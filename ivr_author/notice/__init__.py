"""Notices: one source of words for letter, email, text message, robocall and web. No file is read or written here."""
