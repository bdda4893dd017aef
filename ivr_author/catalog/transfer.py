"""One old entry becomes the entry of a segment, or obsolete. Which entry it is, is decided in `update`."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ivr_author.catalog.compare import parts_that_differ
from ivr_author.catalog.model import BRACES, FUZZY, Message
from ivr_author.catalog.states import MarkKind, lapsed_review, mark_of, marks_in, with_mark, without_mark, without_marks
from ivr_author.core.placeholders import placeholder_names
from ivr_author.core.segment import Segment

_SET_BY_US = frozenset({FUZZY, BRACES, "python-format"})  # Babel takes `5 % d…` for a Python format, and msgfmt fails
_EARLIER = "Earlier translation: "
NOT_TRANSLATED = "it is not translated"


@dataclass(frozen=True, slots=True)
class Transferred:
    """The new entry. `refused` says why it has no translation, though the old one had; `lapsed`, whose review ended.

    `unconfirmed` says why a translation does not stay valid, though the author said so.
    """

    message: Message
    refused: str = ""
    lapsed: str = ""
    unconfirmed: str = ""
    is_confirmed: bool = False


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


def transfer(
    segment: Segment, old: Message, plural_forms: int, *, is_doubtful: bool = False, is_valid: bool = False
) -> Transferred:
    """The segment's entry with the translation of an old one: fuzzy if the text is another, or on doubt.

    The translation of another text is refused where numbers, keys or placeholders differ: it stays as a comment. With
    `is_valid` the author says that the translation is right for the new text too.
    """
    if old.says(segment.text, segment.plural) and not is_doubtful:
        message = _refresh(segment, old, is_fuzzy=old.is_fuzzy)
        if not is_valid:
            return Transferred(_without_lapsed_draft(message))
        if not old.is_fuzzy or not any(old.strings):
            return Transferred(message, unconfirmed="" if any(old.strings) else NOT_TRANSLATED)
        if old.previous_msgid is None or (old.previous_context is not None and _made_for(old) == _texts(old)):
            return Transferred(message, unconfirmed="it is fuzzy for another reason than a changed text")
        wrong = _cannot_stay(segment, old)
        return Transferred(message, unconfirmed=wrong) if wrong else _confirm(message, old)
    if not any(old.strings):
        message = replace(new_message(segment, plural_forms), translator_comments=old.translator_comments)
        message = replace(message, flags=_flags(segment, old.flags, is_fuzzy=False), line=old.line)
        return Transferred(message, unconfirmed=NOT_TRANSLATED if is_valid else "")
    wrong = parts_that_differ(*_made_for(old), segment.text, segment.plural)
    if wrong:
        return Transferred(_empty(segment, old, plural_forms), refused=wrong)
    message = _carry(segment, old, plural_forms, is_doubtful)
    if not is_doubtful and _is_marked_for(segment, old):
        flags = tuple(flag for flag in message.flags if flag != FUZZY)
        return Transferred(replace(_with_previous(message, None, None, None), flags=flags))
    if not is_valid:
        return Transferred(message)
    if is_doubtful or (old.is_fuzzy and old.previous_msgid is None):
        return Transferred(
            message, unconfirmed="it was fuzzy before, or the text is translated in another way elsewhere"
        )
    wrong = _cannot_stay(segment, old)
    return Transferred(message, unconfirmed=wrong) if wrong else _confirm(message, old)


def make_obsolete(message: Message) -> Message:
    """The entry without what only a living one has."""
    return replace(message, references=(), extracted_comments=())


def absorb(message: Message, other: Message) -> Message:
    """The entry, with every translation that only the other one has kept as a comment.

    gettext refuses two entries with the same address and text, obsolete or not, so one of them has to give way.
    """
    comments = without_marks(other.translator_comments)
    lost = [string for string in other.strings if string and string not in message.strings]
    if not comments and not lost:
        return message
    earlier = [f"{_EARLIER}{' '.join(string.split())}" for string in lost]
    together = dict.fromkeys((*message.translator_comments, *comments, *earlier))
    if len(together) == len(set(message.translator_comments)):
        return message
    return replace(message, translator_comments=tuple(together))


def _refresh(segment: Segment, old: Message, *, is_fuzzy: bool) -> Message:
    """The entry of the same text, with the comments, the place and the flags of today."""
    flags, comments = _flags(segment, old.flags, is_fuzzy=is_fuzzy and any(old.strings)), _comments(segment)
    references = (_reference(segment.span.path),)
    plural = segment.plural or None
    is_moved = old.context != segment.address
    now = (flags, comments, references, plural)
    if not is_moved and now == (old.flags, old.extracted_comments, old.references, old.msgid_plural):
        return old
    message = replace(
        old,
        context=segment.address,
        msgid_plural=plural,
        flags=flags,
        extracted_comments=comments,
        references=references,
    )
    return _with_previous(message, None, None, None) if is_moved and not is_fuzzy else message


def _carry(segment: Segment, old: Message, plural_forms: int, is_doubtful: bool) -> Message:
    """The entry of another text, or of the same with a doubt: fuzzy, with what its translation was made for."""
    strings = old.strings
    if not old.says(segment.text, segment.plural):
        strings = _reshape(old.strings, bool(segment.plural), plural_forms)
    message = replace(
        new_message(segment, plural_forms),
        strings=strings,
        # Whoever clears the doubt is the one who has looked, not whoever looked at the other place.
        translator_comments=without_marks(old.translator_comments) if is_doubtful else old.translator_comments,
        flags=_flags(segment, old.flags, is_fuzzy=True),
        line=old.line,
    )
    if old.is_fuzzy and not (is_doubtful and old.previous_msgid is None):
        # The text changed twice since somebody looked: the translation still belongs to the first. Where it was fuzzy
        # for another reason, msgmerge too names no previous text.
        message = _with_previous(message, old.previous_context, old.previous_msgid, old.previous_plural)
    else:
        context = old.context if old.context != segment.address else None
        message = _with_previous(message, context, old.msgid, old.msgid_plural)
    return absorb(message, old)


def _empty(segment: Segment, old: Message, plural_forms: int) -> Message:
    """The entry without the translation, which stays as a comment; its marks were for other words."""
    fresh = replace(
        new_message(segment, plural_forms),
        translator_comments=without_marks(old.translator_comments),
        flags=_flags(segment, old.flags, is_fuzzy=False),
        line=old.line,
    )
    return absorb(fresh, old)


def _confirm(message: Message, old: Message) -> Transferred:
    """The entry as it was translated, not fuzzy: a draft is one of the new text; a review held for other words."""
    text, plural = _made_for(old)
    mark = mark_of(replace(old, msgid=text, msgid_plural=plural))
    sure = replace(
        _with_previous(message, None, None, None), flags=tuple(flag for flag in message.flags if flag != FUZZY)
    )
    if mark is None:
        return Transferred(sure, is_confirmed=True)
    if mark.kind is MarkKind.DRAFT:
        return Transferred(with_mark(sure, mark.kind, mark.by, mark.on), is_confirmed=True)
    lapsed = lapsed_review(sure)
    by = f"reviewed by {mark.by}{f' on {mark.on}' if mark.on else ''}" if lapsed else ""
    return Transferred(sure, lapsed=by, is_confirmed=True)


def _is_marked_for(segment: Segment, old: Message) -> bool:
    """Whether the text is again the one that a mark holds for: then nobody has touched a word meanwhile."""
    if not old.is_fuzzy or old.previous_msgid is None or old.previous_context is not None:
        return False
    before = replace(old, msgid=old.previous_msgid, msgid_plural=old.previous_plural)
    return before.says(segment.text, segment.plural) and mark_of(before) is not None


def _cannot_stay(segment: Segment, old: Message) -> str:
    text, plural = _made_for(old)
    if bool(plural) != bool(segment.plural):
        return "the text has plural forms now" if segment.plural else "the text has no plural forms any more"
    return parts_that_differ(text, plural, segment.text, segment.plural)


def _made_for(entry: Message) -> tuple[str, str | None]:
    """The text and plural that an entry's translation was made for."""
    if entry.is_fuzzy and entry.previous_msgid is not None:
        return entry.previous_msgid, entry.previous_plural
    return _texts(entry)


def _texts(entry: Message) -> tuple[str, str | None]:
    return entry.msgid, entry.msgid_plural


def _without_lapsed_draft(message: Message) -> Message:
    """Somebody wrote other words in place of a machine's: its mark would only mislead."""
    if not message.translator_comments or message.is_fuzzy:
        return message
    marks = marks_in(message)
    is_stale = marks and all(mark.kind is MarkKind.DRAFT for mark in marks) and mark_of(message) is None
    return without_mark(message) if is_stale else message


def _with_previous(message: Message, context: str | None, msgid: str | None, plural: str | None) -> Message:
    return replace(message, previous_context=context, previous_msgid=msgid, previous_plural=plural)


def _reshape(strings: tuple[str, ...], has_plural: bool, plural_forms: int) -> tuple[str, ...]:
    """A translation with as many forms as the new text needs; the last form is the one for everything else."""
    if not has_plural:
        return strings[-1:]
    return strings if len(strings) == plural_forms else strings[-1:] * plural_forms


def _flags(segment: Segment, old: tuple[str, ...], is_fuzzy: bool) -> tuple[str, ...]:
    texts = (segment.text, segment.plural)
    has_braces = any("{" in text and placeholder_names(text) for text in texts)
    ours = ((FUZZY,) if is_fuzzy else ()) + ((BRACES,) if has_braces else ())
    return ours + tuple(flag for flag in old if flag not in _SET_BY_US)


def _comments(segment: Segment) -> tuple[str, ...]:
    return tuple(" ".join(comment.split()) for comment in segment.comments)


def _reference(path: str) -> str:
    # gettext takes a space for the end of a file's name, unless it stands between these marks.
    return f"\u2068{path}\u2069" if " " in path else path
