"""A call that went wrong, as text for a reader: the line of its script, expected against heard, where it stopped."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from ivr_author.call.caller import Hear
from ivr_author.call.script import CallScript, ScriptFault, missing_nodes
from ivr_author.call.transcript import Event, Transcript
from ivr_author.core.source import Span
from ivr_author.harness.compare import describe_events
from ivr_author.harness.run import CallResult
from ivr_author.harness.targets import REFERENCE
from ivr_author.ir.program import Program

WIDTH = 100
LAST_EVENTS = 12
"""Events of the call shown before its end; what matters is rarely further back."""

_CALLER_EVENTS = {"keys", "speech", "no_input", "no_match", "record"}


def explain(result: CallResult, program: Program) -> str:
    """Everything that a reader needs to mend a script, a flow or a target; empty if the call passed."""
    if result.passed:
        return ""
    blocks = []
    if result.difference is not None:
        # First, because a target that leaves the reference makes the script fail too.
        blocks.append("\n".join(_explain_difference(result)))
    if result.faults:
        blocks.append("\n".join(_explain_faults(result)))
    if result.transcript.events:
        blocks.append("\n".join(_end_of_call(result.transcript, program)))
    return "\n\n".join(blocks)


def headline(result: CallResult) -> str:
    """The first thing that went wrong, in one line; empty if the call passed."""
    if result.difference is not None:
        return f"{result.script.span}: {result.target} is not as the reference: {result.difference.summary()}"
    if result.faults:
        step = _heard_step(result.script, result.faults[0])
        message = f"expected to hear {step.text!r}" if step else result.faults[0].message
        return f"{result.faults[0].span}: {message}"
    return ""


def place_of(node: str, program: Program) -> Span | None:
    """Where a node (`flow/node`) stands in its file."""
    return next((block.span for block in program.blocks.values() if block.node == node), None)


def _explain_faults(result: CallResult) -> Iterator[str]:
    first, *rest = result.faults
    is_step = any(one.span == first.span for one in result.script.steps)
    yield from _explain_fault(result, first)
    if is_step and rest:
        # The caller gives up at the first step that is not met; what else was expected could not come any more.
        yield "As the call ended there:"
        for fault in rest:
            yield from _wrap(fault.message, "  ")
        return
    for fault in rest:
        yield from _explain_fault(result, fault, is_repeated=fault.span == first.span)


def _explain_fault(result: CallResult, fault: ScriptFault, *, is_repeated: bool = False) -> Iterator[str]:
    step = _heard_step(result.script, fault)
    yield f"{fault.span}: {'this was not heard' if step else fault.message}"
    if not is_repeated:
        yield from (f"  {line}" for line in result.script.source.excerpt(fault.span).splitlines())
    if step is not None:
        locale, heard = _last_heard(result.transcript.events)
        label = f"heard ({locale}):" if locale else "heard:"
        yield from _wrap(step.text, f"  {'expected:':<{len(label)}} ")
        yield from _wrap(heard or "nothing", f"  {label} ")
    passes = result.script.expect.passes
    missing = missing_nodes(passes, result.transcript.nodes)
    if missing is not None and fault.message == f"expected the call to pass `{missing}`":
        yield from _wrap(", ".join(passes), "  expected: ")
        yield from _wrap(", ".join(result.transcript.nodes) or "no node", "  passed:   ")


def _explain_difference(result: CallResult) -> Iterator[str]:
    assert result.difference is not None, "there is one to explain"
    things = "call" if result.difference.what == "events" else "way through the flow"
    yield f"{result.script.span}: on {result.target} this {things} is not as on the {REFERENCE}"
    yield f"  - {REFERENCE}"
    yield f"  + {result.target}"
    for line in result.difference.lines():
        yield from _wrap(line[7:], f"  {line[:7]}")


def _end_of_call(transcript: Transcript, program: Program) -> Iterator[str]:
    events = describe_events(transcript.events)
    hidden = max(0, len(events) - LAST_EVENTS)
    yield "The call until there:" if not hidden else f"The last {LAST_EVENTS} of {len(events)} events of the call:"
    for number, line in enumerate(events[hidden:], hidden + 1):
        yield from _wrap(line, f"  {number:>3}  ")
    if transcript.nodes:
        place = place_of(transcript.nodes[-1], program)
        yield f"  It ended in node {transcript.nodes[-1]}" + (f" ({place.path}:{place.line})" if place else "")


def _heard_step(script: CallScript, fault: ScriptFault) -> Hear | None:
    """The `hear` step that a fault is about, if it is about one."""
    for one in script.steps:
        if one.span == fault.span and isinstance(one.step, Hear):
            return one.step
    return None


def _last_heard(events: Sequence[Event]) -> tuple[str, str]:
    """What was spoken since the caller last did something, and the locale in which it ended."""
    said: list[str] = []
    locale = ""
    for event in reversed(events):
        if event["event"] in _CALLER_EVENTS:
            break
        if event["event"] == "say":
            said.append(str(event["text"]))
            locale = locale or str(event["locale"])
    return locale, " ".join(reversed(said))


def _wrap(text: str, prefix: str) -> list[str]:
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=prefix,
        subsequent_indent=" " * len(prefix),
        break_long_words=False,
        drop_whitespace=True,
    ) or [prefix.rstrip()]
