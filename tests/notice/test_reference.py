"""The reference of notices names everything that there is."""

from __future__ import annotations

from dataclasses import fields
from importlib.resources import files

import pytest

from ivr_author.notice.channel_shelf import CHANNELS
from ivr_author.notice.declaration.read import NoticeRecord
from ivr_author.notice.model import FieldType, Limits, Recipient
from ivr_author.notice.template.expression import FILTERS, TESTS
from ivr_author.notice.template.tags import KNOWN

REFERENCE = files("ivr_author").joinpath("notices.md").read_text()
WORDS = {
    "filter": FILTERS,
    "test": [f"is {name}" for name in TESTS],
    "type": list(FieldType),
    "channel": CHANNELS,
    "key": [field.name for field in fields(NoticeRecord)],
    "limit": [field.name for field in fields(Limits)],
    "role of the recipient": [field.name for field in fields(Recipient)],
    "tag": [f"{{% {name} " for name in sorted(KNOWN) if name not in ("raw", "else", "elif") and name[:3] != "end"],
}


@pytest.mark.parametrize(("kind", "name"), [(kind, name) for kind, names in WORDS.items() for name in names])
def test_reference_names_it(kind: str, name: str) -> None:
    assert name in REFERENCE, f"say what the {kind} {name} does in ivr_author/notices.md"
