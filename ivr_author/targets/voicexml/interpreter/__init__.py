"""A VoiceXML 2.1 interpreter. It knows no compiler: documents come from anywhere, the line is the platform's affair."""

from __future__ import annotations

from ivr_author.targets.voicexml.interpreter.ecmascript import ScriptLimits
from ivr_author.targets.voicexml.interpreter.platform import (
    Action,
    CallerHungUp,
    FetchFailed,
    HangUp,
    Keys,
    Piece,
    Platform,
    Progress,
    Recording,
    RecordRequest,
    Request,
    Response,
    Silence,
    TransferOutcome,
    TransferRequest,
    Utterance,
    Waiting,
)
from ivr_author.targets.voicexml.interpreter.session import interpret
from ivr_author.targets.voicexml.interpreter.signals import InterpreterError, Outcome
from ivr_author.targets.voicexml.interpreter.state import Settings

__all__ = [
    "Action",
    "CallerHungUp",
    "FetchFailed",
    "HangUp",
    "InterpreterError",
    "Keys",
    "Outcome",
    "Piece",
    "Platform",
    "Progress",
    "RecordRequest",
    "Recording",
    "Request",
    "Response",
    "ScriptLimits",
    "Settings",
    "Silence",
    "TransferOutcome",
    "TransferRequest",
    "Utterance",
    "Waiting",
    "interpret",
]
