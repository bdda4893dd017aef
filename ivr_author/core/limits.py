"""Every limit of the product with its unit and reason; a limit of one target stands with that target."""

from __future__ import annotations

MAX_FILE_BYTES = 1_000_000
"""A hand-written file is far smaller; a larger one is a mistake or an attack."""

MAX_CATALOG_BYTES = 20_000_000
"""A catalog grows with the workspace and with what translators' tools keep in it; 50,000 messages are 10 MB."""

MAX_DELIVERY_BYTES = 100_000_000
"""What a translator sends back; 50,000 messages with their tags and notes are 56 MB of XLIFF 2.1."""

MAX_DEPTH = 50
"""Nested collections in one YAML file; the C parser crashes the process on very deep ones."""

MAX_READING_FAULTS = 100
"""Faults reported while reading one file; after that many the file is not what it claims to be."""

MAX_STEPS_WITHOUT_CALLER = 1_000
"""Nodes passed without waiting for the caller before a call counts as an endless loop (language.md, rule 8)."""

MAX_MENU_CHOICES = 5
"""More than four or five choices can't be kept in mind (Avaya and Plum design guides)."""

DEFAULT_STEPS_TO_PERSON = 4
"""Inputs a caller may have to answer before a person can be reached, unless ivr.yaml says otherwise."""

DEFAULT_TIMEOUT_SECONDS = 5.0
"""Silence before no-input; shorter ones cut off older callers."""

DEFAULT_ATTEMPTS = 3
"""How often an input is offered in all."""

MAX_ATTEMPTS = 10
"""More offers than this would trap a caller."""

MOST_SUBJECT_CHARACTERS = 78
"""Of an email's subject; mail programs cut longer ones (RFC 5322, 2.1.1)."""

MAX_VALUE_CHARACTERS = 300
"""Characters of one spoken value; a longer answer of a service is refused as failed."""
