"""Where a URI reference leads: to a dialog of the same document, or to another document, fetched before leaving."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import lru_cache
from urllib.parse import urldefrag

from ivr_author.targets.voicexml.interpreter.documents import Document
from ivr_author.targets.voicexml.interpreter.nodes import Node
from ivr_author.targets.voicexml.interpreter.platform import Request
from ivr_author.targets.voicexml.interpreter.properties import find_property, seconds
from ivr_author.targets.voicexml.interpreter.recognised import Recognised
from ivr_author.targets.voicexml.interpreter.signals import Thrown, Transition
from ivr_author.targets.voicexml.interpreter.state import Context, Place

# Calls go along the same few references.
_split = lru_cache(maxsize=4_096)(urldefrag)


@dataclass(frozen=True, slots=True, eq=False)
class Target:
    """A dialog to go on with. `dialog` is None in a document that has none."""

    document: Document
    dialog: Node | None
    root: Document | None = None
    within: bool = False  # the same document goes on: its variables stay
    submitted: bool = False
    carried: Recognised | None = field(default=None)  # what the caller said, to be processed there


class GoTo(Transition):
    """Control goes to another dialog."""

    def __init__(self, target: Target) -> None:
        super().__init__(target.document.url)
        self.target = target


def flush_before_fetch(place: Place, node: Node | None) -> None:
    """With fetchaudio, what is queued is heard while the fetch goes on (§4.1.8)."""
    named = node.get("fetchaudio") if node is not None else None
    if named or find_property(place, "fetchaudio"):
        place.call.flush()


def fetch_request(
    place: Place, node: Node | None, url: str, purpose: str, parameters: list[tuple[str, str]]
) -> Request:
    """The request that an element with fetch attributes makes."""
    method = (node.get("method") if node is not None else None) or "get"
    encoding = (node.get("enctype") if node is not None else None) or "application/x-www-form-urlencoded"
    timeout = (node.get("fetchtimeout") if node is not None else None) or find_property(place, "fetchtimeout")
    if method.lower() not in ("get", "post"):
        raise Thrown("error.badfetch", f"method {method} is neither get nor post")
    return Request(
        url=url,
        method=method.upper(),
        parameters=tuple(parameters),
        encoding=encoding,
        timeout=seconds(timeout) if timeout else None,
        purpose=purpose,
    )


def find_target(
    place: Place,
    node: Node | None,
    reference: str,
    *,
    parameters: list[tuple[str, str]] | None = None,
    submitted: bool = False,
    anew: bool = False,
) -> Target:
    """Follow a reference; raise error.badfetch where it leads nowhere.

    `anew`: for a subdialog even the same document begins afresh.
    """
    context = place.context
    current = context.document
    url, fragment = _split(reference.strip())
    if not url and not submitted:
        dialog = current.dialog(fragment)
        if dialog is None:
            raise Thrown("error.badfetch", f"{current.url} has no dialog {fragment}")
        return Target(current, dialog, context.root, within=not anew)
    flush_before_fetch(place, node)
    absolute = current.resolve(reference)
    request = fetch_request(place, node, absolute, "subdialog" if anew else "document", parameters or [])
    document = place.call.loader.document(request)
    dialog = document.dialog(fragment)
    if dialog is None and fragment:
        raise Thrown("error.badfetch", f"{document.url} has no dialog {fragment}")
    return Target(document, dialog, find_root(context, document), submitted=submitted)


def find_root(context: Context, document: Document) -> Document | None:
    """The application root document: the one already there, or fetched."""
    named = document.application
    if named is None:
        return None
    if context.root is not None and context.root.url == named:
        return context.root
    root = context.call.loader.document(Request(url=named))
    return replace(root, url=named) if root.url != named else root
