"""Our schema takes what is emitted and refuses everything that goes wrong on the phone."""

from __future__ import annotations

import pytest

from ivr_author.targets.twiml.validate import validate_document

GOOD = (
    '<Response><Gather input="dtmf" action="⟦0⟧" method="POST" timeout="5" numDigits="1" finishOnKey="">'
    '<Say voice="Polly.Joanna" language="en-US">Hello.</Say></Gather>'
    '<Redirect method="POST">⟦0⟧</Redirect></Response>'
)


def test_good_document_has_no_fault() -> None:
    assert validate_document(GOOD.encode()) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (' action="⟦0⟧"', ""),
        ('action="⟦0⟧"', 'action="https://elsewhere.example.org/"'),
        ('<Redirect method="POST">⟦0⟧</Redirect>', ""),
        ('<Redirect method="POST">⟦0⟧</Redirect>', '<Say voice="a" language="en-US">x</Say>'),
        ('timeout="5"', 'timeout="0.5"'),
        ('finishOnKey=""', 'finishOnKey="##"'),
        ('numDigits="1"', 'numDigits="0"'),
        (' language="en-US"', ""),
        ("Hello.", ""),
        ("Hello.", "x" * 3001),
        ("Hello.", "中" * 501),
        ("Hello.", "<break/>"),
        ("<Response>", "<Response><Play>x</Play>"),
        ("</Response>", "<Hangup/></Response>"),
        ("</Response>", ""),
        ('input="dtmf"', 'input="dtmf speech"'),
        ("<Response>", "<Response>" + "<!-- much -->" * 5000),
    ],
)
def test_faulty_document_is_refused(old: str, new: str) -> None:
    assert old in GOOD
    assert validate_document(GOOD.replace(old, new).encode())
