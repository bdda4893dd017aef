"""A VoiceXML interpreter that runs any document, not only ours: form interpretation and ECMAScript."""
