"""VoiceXML 2.1: self-contained documents for each locale, and their player."""
