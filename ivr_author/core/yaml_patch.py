"""Changes one scalar of a YAML text and nothing else: its characters are replaced where they stand, in its own style.

How a text may be written is tried, not guessed: the first form that reads back as exactly the wanted tree is taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain

from ivr_author.core.diagnostics import Diagnostic
from ivr_author.core.source import Source, line_start
from ivr_author.core.tree import Mapping, Node, Scalar, Sequence
from ivr_author.core.yaml_source import read_edited, read_yaml
from ivr_author.core.yaml_write import double_quoted

_BLOCK_HEADER = re.compile(r"([|>])([-+0-9]*)([^\r\n]*)")

_DEFAULT_WIDTH = 80


def replace_scalar(source: Source, scalar: Scalar, new_text: str) -> str:
    """The text of `source` with `new_text` for `scalar`, a scalar (value or key) of that source's tree.

    Raises ValueError where no way of writing it gives the same tree but for that scalar: a scalar of another
    source, a control character, a key that the mapping has already.
    """
    tree, faults = read_yaml(source)
    held = None if tree is None else _held(tree, scalar)
    if tree is None or held is None:
        raise ValueError(f"`{scalar.text}` does not stand at {scalar.span}")
    start, end = scalar.span.start, scalar.span.end
    for written in ways_to_write(source.text, scalar, new_text):
        patched = source.text[:start] + written + source.text[end:]
        now = read_edited(source, Source(source.path, patched), start, start + len(written))
        if now.words is not None and _rules(now.faults) == _rules(faults) and _is_same(tree, now.words, held, new_text):
            return patched
    raise ValueError(f"this text cannot be written at {scalar.span}")


def _rules(faults: Iterable[Diagnostic]) -> list[str]:
    return sorted(fault.rule for fault in faults)


def _held(tree: Node, scalar: Scalar) -> Scalar | None:
    """The tree's own scalar that stands where this one does, and says the same."""
    if isinstance(tree, Scalar):
        return tree if tree.span.start == scalar.span.start and tree == scalar else None
    if not tree.span.start <= scalar.span.start <= tree.span.end:
        return None
    inside = tree.items if isinstance(tree, Sequence) else chain.from_iterable(tree.entries)
    return next((found for one in inside if (found := _held(one, scalar)) is not None), None)


def _is_same(old: Node, new: Node, target: Scalar, new_text: str) -> bool:
    """Whether `new` is `old` with another text at `target`, which is one of the nodes of `old`."""
    if isinstance(old, Scalar):
        if not isinstance(new, Scalar):
            return False
        if old is target:
            # A text stays a text: `no 5` may become "5", but not the number.
            return new.text == new_text and (isinstance(new.data, str) or not isinstance(old.data, str))
        return new.text == old.text and new.quoted == old.quoted
    if isinstance(old, Sequence):
        return (
            isinstance(new, Sequence)
            and len(old.items) == len(new.items)
            and all(_is_same(one, other, target, new_text) for one, other in zip(old.items, new.items, strict=True))
        )
    if not isinstance(new, Mapping) or len(old.entries) != len(new.entries):
        return False
    for entry, new_entry in zip(old.entries, new.entries, strict=True):
        (key, value), (new_key, new_value) = entry, new_entry
        # What was not read again is the same: most of the text.
        if entry is new_entry and not key.span.start <= target.span.start <= value.span.end:
            continue
        for one, other in ((key, new_key), (value, new_value)):
            # Nearly all are scalars that stay as they were: this saves a call for each.
            is_kept = (
                one.__class__ is other.__class__ is Scalar
                and one is not target
                and one.text == other.text
                and one.quoted == other.quoted
            )
            if not is_kept and not _is_same(one, other, target, new_text):
                return False
    return True


def ways_to_write(text: str, scalar: Scalar, new_text: str) -> Iterator[str]:
    """Every way to write another text for a scalar, the one nearest to the author's first."""
    written = text[scalar.span.start : scalar.span.end]
    style = written[:1] if scalar.quoted else ""
    line_end = "\r\n" if "\r\n" in text else "\n"
    if style in ("|", ">"):
        indentation = _block_indentation(text, scalar)
        yield from _as_block(written, new_text, indentation, line_end)
        # What follows a block stands on a line of its own.
        yield double_quoted(new_text) + _blank_tail(written)
        return
    if style == "'" and "\n" not in new_text:
        yield "'" + new_text.replace("'", "''") + "'"
    # A missing value stands right behind its colon or dash.
    gap = " " if not written and not text[: scalar.span.start].endswith((" ", "\t", "\n")) else ""
    if not style and "\n" not in new_text:
        yield gap + new_text
    yield gap + double_quoted(new_text)


def _block_indentation(text: str, scalar: Scalar) -> str:
    """The spaces before the first line of a block scalar; for an empty one, two more than its line has."""
    written = text[scalar.span.start : scalar.span.end]
    for line in written.splitlines()[1:]:
        if line.strip(" "):
            header = _BLOCK_HEADER.match(written)
            spaces = len(line) - len(line.lstrip(" "))
            if header and any(character.isdigit() for character in header.group(2)):
                first = scalar.text.lstrip("\n")
                spaces -= len(first) - len(first.lstrip(" "))
            return " " * spaces
    line = text[line_start(text, scalar.span.start) : scalar.span.start]
    return " " * (len(line) - len(line.lstrip(" -")) + 2)


def _blank_tail(written: str) -> str:
    """The line end of a block scalar and the blank lines below it, which belong to its span but not to its text."""
    tail = re.search(r"(?:\r?\n *)+\Z", written)
    return tail.group() if tail else ""


def _as_block(written: str, new_text: str, indentation: str, line_end: str) -> Iterator[str]:
    header = _BLOCK_HEADER.match(written)
    if header is None or not new_text.strip("\n"):
        return
    style, indicators, comment = header.groups()
    body = new_text.rstrip("\n")
    ended = len(new_text) - len(body)
    digits = "".join(character for character in indicators if character.isdigit())
    own = "".join(character for character in indicators if not character.isdigit())
    tail = _blank_tail(written)
    if style == ">":
        lines = _fold(body, max([_DEFAULT_WIDTH, *(len(line) for line in written.splitlines()[1:])]) - len(indentation))
    else:
        lines = body.split("\n")
    block = "".join(f"{line_end}{indentation}{line}" if line else line_end for line in lines)
    kept = line_end * ended
    for chomping in dict.fromkeys((own, "" if ended == 1 else "-" if ended == 0 else "+")):
        end = kept if chomping == "+" else tail
        yield f"{style}{digits}{chomping}{comment}{block}{end}"


def _fold(text: str, width: int) -> list[str]:
    """The lines of a folded block: a break between words is a space, an empty line is a break."""
    lines: list[str] = []
    for paragraph in re.split(r"(\n+)", text):
        if paragraph.startswith("\n"):
            lines.extend([""] * len(paragraph))
            continue
        line = ""
        for word in re.split(r"(?<=[^ ]) (?=[^ ])", paragraph):
            if line and len(line) + 1 + len(word) > width:
                lines.append(line)
                line = word
            else:
                line = f"{line} {word}" if line else word
        lines.append(line)
    return lines
