"""One text translated by a person: judged as it is typed, saved into its catalog, marked as reviewed or as a draft.

A save changes the lines of one entry. Nothing is saved that was typed against other words than stand there now, or in
which a check finds an error; what a check warns of is saved once the person agrees.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from ivr_author.catalog.check import judge
from ivr_author.catalog.glossary.model import NO_GLOSSARY
from ivr_author.catalog.lookup import State, index_of
from ivr_author.catalog.model import Catalog, Message, new_catalog
from ivr_author.catalog.po import write_catalog
from ivr_author.catalog.po_entry import replace_entry
from ivr_author.catalog.rule import pairs_of
from ivr_author.catalog.states import MarkKind, UnreadableMark, mark_of, with_mark, without_mark, without_marks
from ivr_author.catalog.transfer import new_message
from ivr_author.catalog.update import update_catalog
from ivr_author.core.diagnostics import Diagnostic, Severity, error, has_errors, warning
from ivr_author.core.locale import find_locale
from ivr_author.core.segment import Segment
from ivr_author.core.text_input import has_control_character
from ivr_author.exchange.accept import like_source, with_translation
from ivr_author.usecases.catalogs import Domain
from ivr_author.workspace.files import revision
from ivr_author.workspace.keeper import Keeper, Kept
from ivr_author.workspace.project import Workspace

LONGEST = 20_000
"""Characters of one form; no prompt and no paragraph of a notice comes near it."""

LONGEST_COMMENT = 2_000


class Deed(StrEnum):
    """What is done with the words besides keeping them."""

    SAVE = "save"
    UNFINISHED = "unfinished"  # kept as they are, whatever they lack; nobody gets them yet
    REVIEW = "review"  # marked as reviewed by whoever does it
    DRAFT = "draft"  # given back: nobody has reviewed them


@dataclass(frozen=True, slots=True)
class Judged:
    """What a check finds in one form; `form` is None where the text has no plural."""

    form: int | None
    rule: str
    severity: Severity
    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class OpenText:
    """A text beside its translation in one locale. `message` is its entry, if there is one, perhaps of other words."""

    domain: Domain
    locale: str
    segment: Segment
    state: State
    message: Message | None

    @property
    def strings(self) -> tuple[str, ...]:
        """The words as they are, one for each form of the locale."""
        wanted = find_locale(self.locale).plural_count if self.segment.plural else 1
        given = self.message.strings if self.message is not None else ()
        return (*given, *("",) * wanted)[:wanted]

    @property
    def comment(self) -> str:
        """What translators wrote beside it, without the marks of reviews."""
        return "\n".join(without_marks(self.message.translator_comments)) if self.message is not None else ""

    @property
    def revision(self) -> str:
        """Names the text and all that its entry says: what is typed against this is saved over nothing else."""
        one = self.message
        said = ("", (), (), ()) if one is None else (one.msgid, one.strings, one.flags, one.translator_comments)
        known = repr((self.segment.text, self.segment.plural, said))
        return hashlib.sha256(known.encode("utf-8", "surrogatepass")).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Typed:
    """What a person sends: a text for each form, a comment, and the revision that they saw.

    `agreed` is the key (`key_of`) of words whose warnings the person has seen. `by` and `on`: who and on which day.
    """

    strings: tuple[str, ...]
    expected: str
    deed: Deed = Deed.SAVE
    comment: str | None = None
    agreed: str = ""
    by: str = ""
    on: str = ""


@dataclass(frozen=True, slots=True)
class Translated:
    """The words stand in the catalog; `changed` is false where all of it stood there already."""

    changed: bool
    kept: Kept = field(default_factory=lambda: Kept({}))


@dataclass(frozen=True, slots=True)
class RefusedTranslation:
    """What is wrong, by the number of the form; None: the whole."""

    faults: tuple[tuple[int | None, Diagnostic], ...]


@dataclass(frozen=True, slots=True)
class ToAgree:
    """The words may be saved by who has seen the warnings: they are sent again with the key."""

    judged: tuple[Judged, ...]
    key: str


@dataclass(frozen=True, slots=True)
class OutdatedTranslation:
    """The text or its translation is no longer what the words were typed against."""

    theirs: OpenText


def open_text(workspace: Workspace, domain: Domain, segment: Segment, locale: str) -> OpenText:
    """A text of today in one locale."""
    catalog = domain.catalogs_of(workspace).get(locale)
    if catalog is None:
        return OpenText(domain, locale, segment, State.MISSING, None)
    state, message = index_of(catalog).find(segment.address, segment.text, segment.plural)
    return OpenText(domain, locale, segment, state, message)


def judge_words(workspace: Workspace, segment: Segment, strings: Sequence[str], locale: str) -> tuple[Judged, ...]:
    """What the checks of translations find in words, worst first; forms without words are not judged."""
    source_locale = workspace.content.settings.source_locale if workspace.content else "en"
    glossary = workspace.glossaries.get(locale, NO_GLOSSARY)
    message = Message(segment.text, tuple(strings), msgid_plural=segment.plural or None)
    found = [
        Judged(pair.form, rule, severity, finding.message, finding.hint)
        for pair in pairs_of(segment, message, locale, source_locale, glossary)
        for rule, severity, finding in judge(pair)
    ]
    return tuple(sorted(found, key=lambda one: _ORDER.index(one.severity)))


_ORDER = (Severity.ERROR, Severity.WARNING, Severity.NOTE)


def key_of(strings: Sequence[str]) -> str:
    """Names words, so that who agrees to their warnings agrees to no others'."""
    return hashlib.sha256("\0".join(strings).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def save_translation(
    keeper: Keeper,
    workspace: Workspace,
    now: OpenText,
    typed: Typed,
    segments: Callable[[], Sequence[Segment]],
) -> Translated | RefusedTranslation | ToAgree | OutdatedTranslation:
    """Put words into the catalog of `workspace`, which was read just now; `now` is their text as it is there.

    `segments` gives all texts of the domain, for a catalog that lacks this one. Raises Conflict where the file changed
    since it was read, and WorkspaceError where it can't be written.
    """
    if typed.expected != now.revision:
        return OutdatedTranslation(now)
    strings = tuple(_as_kept(now.segment, form, one) for form, one in enumerate(typed.strings))
    faults = tuple(_unfit(now, strings, typed))
    if faults:
        return RefusedTranslation(faults)
    if any(strings) and typed.deed is not Deed.UNFINISHED:
        judged = judge_words(workspace, now.segment, strings, now.locale)
        wrong = tuple((one.form, _as_diagnostic(one)) for one in judged if one.severity is Severity.ERROR)
        if wrong:
            return RefusedTranslation(wrong)
        warned = any(one.severity is Severity.WARNING for one in judged)
        if warned and strings != now.strings and typed.agreed != key_of(strings):
            return ToAgree(judged, key_of(strings))
    path = now.domain.catalog(now.locale)
    catalog = now.domain.catalogs_of(workspace).get(now.locale)
    source = workspace.sources.get(path)
    broken = tuple((None, one) for one in _in_the_way(workspace, now, catalog, is_there=source is not None))
    if broken:
        return RefusedTranslation(broken)
    try:
        text = _written(workspace, now, catalog, source.text if source is not None else "", strings, typed, segments)
    except UnreadableMark as failure:
        hint = "set it with `git config user.name`"
        return RefusedTranslation(((None, error("bad-person", str(failure), hint=hint)),))
    if source is not None and text == source.text:
        return Translated(changed=False)
    based = revision(source.text.encode()) if source is not None else None
    return Translated(True, keeper.save({path: (text.encode(), based)}, _told(now, strings, typed)))


def _written(
    workspace: Workspace,
    now: OpenText,
    catalog: Catalog | None,
    text: str,
    strings: tuple[str, ...],
    typed: Typed,
    segments: Callable[[], Sequence[Segment]],
) -> str:
    """The whole file with the entry as it is to be."""
    segment = now.segment
    if catalog is not None and now.message is not None and now.message.says(segment.text, segment.plural):
        new = _entry(now.message, strings, typed)
        if new == now.message:
            return text
        edited = replace_entry(text, now.message, new)
        if edited is not None:
            return edited
    else:
        assert workspace.content is not None, "there are texts"
        organisation = workspace.content.settings.organisation
        catalog, _ = update_catalog(catalog or new_catalog(now.locale, organisation), segments())
    place, old = next(
        (place, one)
        for place, one in enumerate(catalog.entries)
        if one.context == segment.address and one.says(segment.text, segment.plural)
    )
    wanted = len(new_message(segment, find_locale(now.locale).plural_count).strings)
    old = old if len(old.strings) == wanted else replace(old, strings=("",) * wanted)
    entries = (*catalog.entries[:place], _entry(old, strings, typed), *catalog.entries[place + 1 :])
    return write_catalog(replace(catalog, entries=entries))


def _entry(old: Message, strings: tuple[str, ...], typed: Typed) -> Message:
    """The entry with the words, the comment and the mark that it is to have."""
    is_unfinished = typed.deed is Deed.UNFINISHED and any(strings)
    is_same = strings == old.strings and is_unfinished == old.is_fuzzy
    new = old if is_same or not any((*strings, *old.strings)) else with_translation(old, strings, is_unfinished)
    if typed.comment is not None:
        lines = tuple(line.strip() for line in typed.comment.splitlines())
        marks = tuple(one for one in new.translator_comments if one not in without_marks(new.translator_comments))
        comments = without_marks(tuple(line for line in lines if line))
        # White space that a field does not send back is no change.
        if comments != tuple(filter(None, (line.strip() for line in without_marks(new.translator_comments)))):
            new = replace(new, translator_comments=(*marks, *comments))
    mark = mark_of(new)
    match typed.deed:
        case Deed.REVIEW if mark is None or mark.kind is not MarkKind.REVIEWED:
            return with_mark(new, MarkKind.REVIEWED, typed.by, typed.on)
        case Deed.DRAFT if mark is None or mark.kind is not MarkKind.DRAFT:
            return with_mark(without_mark(new), MarkKind.DRAFT, typed.by, typed.on)
        case _:
            return new


def _as_kept(segment: Segment, form: int, typed: str) -> str:
    """Typed words as they go into a catalog: the white space around them and the line ends are their text's."""
    words = typed.replace("\r\n", "\n")
    if not words.strip():
        return ""
    # A line break that the text has none like was made by the field, not by the person.
    return like_source(words, words, segment.plural if segment.plural and form else segment.text)


def _unfit(now: OpenText, strings: tuple[str, ...], typed: Typed) -> Iterator[tuple[int | None, Diagnostic]]:
    """What no catalog can take, whatever the checks say of it."""
    if len(strings) != len(now.strings):
        yield None, error("catalog-plural-forms", f"{len(strings)} forms came, and there are {len(now.strings)}")
        return
    for form, one in enumerate(strings):
        which = form if now.segment.plural else None
        if len(one) > LONGEST:
            yield which, error("too-long", f"it has {len(one):,} characters; {LONGEST:,} are allowed")
        elif has_control_character(one):
            yield which, error("control-character", "it has a character that can't be seen", hint="delete it")
        elif (
            not one and (any(strings) or typed.deed in (Deed.REVIEW, Deed.DRAFT)) and typed.deed is not Deed.UNFINISHED
        ):
            yield which, error("missing-translation", "this form has no words", hint="fill in every form")
    if typed.comment is not None and (len(typed.comment) > LONGEST_COMMENT or has_control_character(typed.comment)):
        hint = f"write at most {LONGEST_COMMENT:,} ordinary characters"
        yield (
            None,
            error("control-character", "the comment is too long, or has a character that can't be seen", hint=hint),
        )


def _in_the_way(
    workspace: Workspace, now: OpenText, catalog: Catalog | None, *, is_there: bool
) -> Iterator[Diagnostic]:
    """What keeps the catalog from being written: it would lose what can't be read of it, or of the texts."""
    if (catalog is None and is_there) or (catalog is not None and not catalog.is_intact):
        hint = "mend it as text, or bring back an earlier version of it"
        yield error("catalog-syntax", f"{now.domain.catalog(now.locale)} can't be read whole", hint=hint)
    elif now.message is None or not now.message.says(now.segment.text, now.segment.plural):
        faults = now.domain.faults(workspace)
        if has_errors(faults):
            yield next(one for one in faults if has_errors([one]))


def _as_diagnostic(one: Judged) -> Diagnostic:
    make = error if one.severity is Severity.ERROR else warning
    return make(one.rule, f"it {one.message}", hint=one.hint)


def _told(now: OpenText, strings: tuple[str, ...], typed: Typed) -> str:
    """The save in the history."""
    what = f"{now.segment.address} ({now.locale})"
    if strings != now.strings:
        return f"Translate {what}"
    told = {Deed.REVIEW: "Mark {} as reviewed", Deed.DRAFT: "Give {} back as a draft"}
    return told.get(typed.deed, "Note something about {}").format(what)
