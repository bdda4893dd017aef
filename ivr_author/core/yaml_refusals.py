"""What is YAML and refused all the same, each with its sentence. The events of the parser are left to `yaml_source`."""

from __future__ import annotations

from typing import Any

from ivr_author.core.diagnostics import Diagnostic, error
from ivr_author.core.limits import MAX_DEPTH
from ivr_author.core.source import Span
from ivr_author.core.tree import Node, Scalar
from ivr_author.core.yaml_drafts import Open, Origin

_MOST_SHOWN = 80


class Stop(Exception):
    """Reading on makes no sense; the reason is among the faults."""


class Refusals:
    """Collects the faults of one text into `faults`; raises `Stop` at the `most`th. Events are the parser's."""

    def __init__(self, faults: list[Diagnostic], origin: Origin, most: int) -> None:
        self._faults = faults
        self._origin = origin
        self._most = most

    def properties(self, event: Any) -> None:
        """An anchor or a tag before a value."""
        span = self._origin.span(event.start_mark, event.start_mark)
        if event.anchor is not None:
            self._refuse(
                "anchor-or-alias",
                f"an anchor `&{_shown(event.anchor)}`",
                span,
                "remove it, and write the value out wherever it is needed; text that begins with `&` needs quotes",
            )
        if event.tag is not None:
            self._refuse(
                "yaml-tag", f"a tag `{_shown(event.tag)}`", span, "remove it; text that begins with `!` needs quotes"
            )

    def alias(self, event: Any) -> Scalar:
        """An alias; what is read in its place."""
        span = self._origin.span(event.start_mark, event.end_mark)
        name = f"*{event.anchor}"
        self._refuse(
            "anchor-or-alias",
            f"an alias `{_shown(name)}`",
            span,
            f'write out what it stands for; if it is meant as text, put it in quotes: "{name}"',
        )
        return Scalar(span, name, name)

    def escape(self, scalar: Scalar) -> None:
        """A character that no XML document can hold, however it is written."""
        message = "an escape in this text stands for a control character"
        self._refuse("control-character", message, scalar.span, "remove it; only \\n and \\t are allowed")

    def depth(self, event: Any) -> None:
        """A collection in too many others: nothing is read from there on."""
        span = self._origin.span(event.start_mark, event.start_mark)
        self._refuse("too-deep", f"nested deeper than {MAX_DEPTH} levels", span, "a flow needs no more than ten")
        raise Stop

    def document(self, event: Any) -> None:
        """A second document."""
        self._refuse(
            "several-documents",
            "a second document begins; only the first is read",
            self._origin.span(event.start_mark, event.end_mark),
            "remove the `---`, or put the rest into a file of its own",
        )

    def emptiness(self) -> None:
        """No value at all."""
        self._refuse(
            "empty-file", "the file says nothing", Span(self._origin.path, 1, 1, 1, 1), "remove it, or fill it"
        )

    def checked_key(self, parent: Open, node: Node) -> Scalar | None:
        """A key that its map has not yet; None, and a fault, where it is none."""
        if not isinstance(node, Scalar):
            self._refuse("key-not-text", "a list or mapping as a key", node.span, "keys are words or digits")
            return None
        if not node.quoted and node.text == "<<":
            self._refuse("merge-key", "a merge key `<<`", node.span, "write the fields out where they are needed")
            return None
        if not node.quoted and not node.text:
            self._refuse("key-not-text", "a key without a name", node.span, "write the key before the colon")
            return None
        first = parent.first_keys.setdefault(node.text, node)
        if first is not node:
            self._refuse(
                "duplicate-key",
                f"the key `{_shown(node.text)}` is given twice; first on line {first.span.line}",
                node.span,
                "remove one of them, or give it another name",
            )
            return None
        return node

    def _refuse(self, rule: str, message: str, span: Span, hint: str) -> None:
        self._faults.append(error(rule, message, span, hint))
        if len(self._faults) >= self._most:
            raise Stop


def _shown(name: str) -> str:
    """A name as a message can hold it, however long it is."""
    return name if len(name) <= _MOST_SHOWN else f"{name[:_MOST_SHOWN]}…"
