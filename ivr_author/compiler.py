"""Content -> Program: the stages, in order. Emitting is the targets'."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from ivr_author.flow.content import Content, Flow
from ivr_author.flow.lower import lower
from ivr_author.ir.localise import Lookup, localise
from ivr_author.ir.program import Program
from ivr_author.ir.simplify import simplify
from ivr_author.speech.recording import Recordings


def compile_program(
    content: Content,
    lookup: Lookup,
    flows: Iterable[Flow] | None = None,
    recordings: Recordings | None = None,
    sounds: Mapping[str, bytes] | None = None,
) -> Program:
    """The program of some flows (default: all), simplified and in the words of every locale.

    `recordings` are those that are used where they say the very words, `sounds` their bytes by path.
    """
    program = lower(content, flows)
    program = simplify(program)
    program = localise(program, lookup)
    return replace(program, recordings=recordings or Recordings(), sounds=sounds or {})
