"""Content -> Program: the stages, in order. Emitting is the targets'."""

from __future__ import annotations

from collections.abc import Iterable

from ivr_author.flow.content import Content, Flow
from ivr_author.flow.lower import lower
from ivr_author.ir.localise import Lookup, localise
from ivr_author.ir.program import Program
from ivr_author.ir.simplify import simplify


def compile_program(content: Content, lookup: Lookup, flows: Iterable[Flow] | None = None) -> Program:
    """The program of some flows (default: all), simplified and in the words of every locale."""
    program = lower(content, flows)
    program = simplify(program)
    return localise(program, lookup)
