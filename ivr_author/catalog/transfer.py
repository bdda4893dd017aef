"""One old entry becomes the entry of a segment, or obsolete. Which entry it is, is decided in `update`."""

from __future__ import annotations

from dataclasses import replace

from ivr_author.catalog.model import BRACES, FUZZY, Message
from ivr_author.core.placeholders import placeholder_names
from ivr_author.core.segment import Segment

_SET_BY_US = frozenset({FUZZY, BRACES, "python-format"})  # Babel takes `5 % d…` for a Python format, and msgfmt fails


def new_message(segment: Segment, plural_forms: int) -> Message:
    """The entry of a segment that nobody has translated yet."""
    return Message(
        segment.text,
        ("",) * (plural_forms if segment.plural else 1),
        segment.address,
        segment.plural or None,
        _flags(segment, (), is_fuzzy=False),
        (),
        _comments(segment),
        # No line number: the address names the place, and a moved line must not touch every catalog.
        (_reference(segment.span.path),),
    )


def transfer(segment: Segment, old: Message, plural_forms: int, is_doubtful: bool = False) -> Message:
    """The segment's entry with the translation of an old one: fuzzy if the text is another, or on doubt."""
    fresh = new_message(segment, plural_forms)
    is_same_text = old.says(segment.text, segment.plural)
    strings = old.strings if is_same_text else _reshape(old.strings, bool(segment.plural), plural_forms)
    is_fuzzy = any(strings) and (old.is_fuzzy or is_doubtful or not is_same_text)
    message = replace(
        fresh,
        strings=strings,
        translator_comments=old.translator_comments,
        flags=_flags(segment, old.flags, is_fuzzy=is_fuzzy),
        line=old.line,
    )
    if is_same_text and old.context == segment.address:
        message = _with_previous(message, old.previous_context, old.previous_msgid, old.previous_plural)
    elif is_fuzzy and old.is_fuzzy and old.previous_msgid is not None:
        # The text changed twice since somebody looked: the translation still belongs to the first.
        message = _with_previous(message, old.previous_context, old.previous_msgid, old.previous_plural)
    elif is_fuzzy:
        context = old.context if old.context != segment.address else None
        message = _with_previous(message, context, old.msgid, old.msgid_plural)
    return absorb(message, old)


def make_obsolete(message: Message) -> Message:
    """The entry without what only a living one has."""
    return replace(message, references=(), extracted_comments=())


def absorb(message: Message, other: Message) -> Message:
    """The entry, with every translation that only the other one has kept as a comment.

    gettext refuses two entries with the same address and text, obsolete or not, so one of them has to give way.
    """
    lost = [string for string in other.strings if string and string not in message.strings]
    comments = [f"Earlier translation: {' '.join(string.split())}" for string in lost]
    together = dict.fromkeys((*message.translator_comments, *other.translator_comments, *comments))
    if len(together) == len(set(message.translator_comments)):
        return message
    return replace(message, translator_comments=tuple(together))


def _with_previous(message: Message, context: str | None, msgid: str | None, plural: str | None) -> Message:
    return replace(message, previous_context=context, previous_msgid=msgid, previous_plural=plural)


def _reshape(strings: tuple[str, ...], has_plural: bool, plural_forms: int) -> tuple[str, ...]:
    """A translation with as many forms as the new text needs; the last form is the one for everything else."""
    if not has_plural:
        return strings[-1:]
    return strings if len(strings) == plural_forms else strings[-1:] * plural_forms


def _flags(segment: Segment, old: tuple[str, ...], is_fuzzy: bool) -> tuple[str, ...]:
    has_braces = bool(placeholder_names(segment.text) or placeholder_names(segment.plural))
    ours = ((FUZZY,) if is_fuzzy else ()) + ((BRACES,) if has_braces else ())
    return ours + tuple(flag for flag in old if flag not in _SET_BY_US)


def _comments(segment: Segment) -> tuple[str, ...]:
    return tuple(" ".join(comment.split()) for comment in segment.comments)


def _reference(path: str) -> str:
    # gettext takes a space for the end of a file's name, unless it stands between these marks.
    return f"\u2068{path}\u2069" if " " in path else path
