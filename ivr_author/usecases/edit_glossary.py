"""A term of a locale's glossary changed by a form: what that does to the texts, and the lines of the file it is in.

Nothing is saved that was typed against another state of the term, or that the check of glossaries finds wrong; what
makes translations go against the glossary is saved once the person agrees.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace

from ivr_author.catalog.glossary.match import Words
from ivr_author.catalog.glossary.model import NO_GLOSSARY, Glossary, Term
from ivr_author.core.diagnostics import Diagnostic, error, has_errors
from ivr_author.core.source import Source
from ivr_author.core.text_input import has_control_character
from ivr_author.core.tree import Mapping as TreeMapping
from ivr_author.core.tree import Node
from ivr_author.core.tree import Sequence as TreeSequence
from ivr_author.core.yaml_change import Change, Insert, Remove, Set
from ivr_author.core.yaml_edit import edit_yaml
from ivr_author.core.yaml_write import Value
from ivr_author.usecases.edit_shared import NotThere, edit_file
from ivr_author.usecases.edit_source import RefusedSource
from ivr_author.usecases.glossary import TermUse, breaches_of, source_locale_of, uses_of
from ivr_author.usecases.translate import OpenText
from ivr_author.workspace.files import revision
from ivr_author.workspace.glossaries import read_glossary
from ivr_author.workspace.keeper import Keeper, Kept
from ivr_author.workspace.layout import glossary_path
from ivr_author.workspace.project import Workspace

LONGEST_WORD = 200
LONGEST_NOTE = 2_000
MOST_WORDS = 50

FIELDS = ("source", "preferred", "forbidden", "keep", "ambiguous", "definition", "note")
"""The keys of a term, in the order in which they are written."""

_EMPTY = """\
# yaml-language-server: $schema=../schema/glossary.schema.json
format: 1
terms:
  - {source: x, keep: true}
"""
"""A glossary that is begun; its one term is put in place of."""


@dataclass(frozen=True, slots=True)
class Effect:
    """What becomes of the texts with a term as it is to be: those that have it, or had it where it is taken out.

    `newly` are the texts whose translations go against the glossary by the change, for this or another term; `mended`
    counts the translations that no longer do.
    """

    uses: tuple[TermUse, ...]
    newly: tuple[tuple[OpenText, str], ...]
    mended: int

    @property
    def broken(self) -> int:
        """How many of the texts go against the term."""
        return sum(bool(one.breaks) for one in self.uses)


@dataclass(frozen=True, slots=True)
class TypedTerm:
    """What a person sends: the name of the term as it was (empty: a new one), and as it is to be (None: taken out).

    `expected` is the `term_revision` of the term that they saw, `agreed` the `agreement_on` what they were told.
    """

    name: str
    term: Term | None
    expected: str
    agreed: str = ""


@dataclass(frozen=True, slots=True)
class SavedTerm:
    """It stands in the file."""

    kept: Kept


@dataclass(frozen=True, slots=True)
class RefusedTerm:
    """What is wrong with it."""

    faults: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True)
class EffectToAgree:
    """It may be saved by who has seen what it does: it is sent again with the key."""

    effect: Effect
    key: str


@dataclass(frozen=True, slots=True)
class OutdatedTerm:
    """The term is no longer what the person saw; None: there is none of that name any more."""

    theirs: Term | None


def find_term(glossary: Glossary, name: str) -> Term | None:
    """The term of exactly this name."""
    return next((one for one in glossary.terms if one.source == name), None)


def term_revision(term: Term | None) -> str:
    """Names all that a term says; empty for none."""
    return _digest(term) if term is not None else ""


def agreement_on(name: str, term: Term | None) -> str:
    """Names a change, so that who agrees to it agrees to no other."""
    return _digest((name, term))


def _digest(value: object) -> str:
    said = repr(replace(value, span=NO_SPAN) if isinstance(value, Term) else value)
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:16]


NO_SPAN = Term(source="").span


def effect_of(
    glossary: Glossary, name: str, term: Term | None, texts: Iterable[OpenText], source_locale: str
) -> Effect:
    """What a term in place of the one called `name` (empty: beside all) does to the texts."""
    old = find_term(glossary, name) if name else None
    after = Glossary(glossary.locale, tuple(_replaced(glossary.terms, old, term)))
    asked = {one.source for one in (old, term) if one is not None}
    # Longer and shorter terms count too where the words of this one stand; elsewhere nothing changes.
    near = [one for one in texts if _has_any(one, asked, source_locale)]
    newly, mended = [], 0
    for text in near:
        before = {_now(one, old, term) for one, _ in breaches_of(glossary, text, source_locale)}
        then = {one.source: message for one, message in breaches_of(after, text, source_locale)}
        newly += [(text, message) for one, message in then.items() if one not in before]
        mended += bool(before - set(then))
    counted, which = (after, term) if term is not None else (glossary, old)
    uses = uses_of(counted, near, source_locale).get(which, ()) if which is not None else ()
    return Effect(uses, tuple(newly), mended)


def _now(broken: Term, old: Term | None, term: Term | None) -> str:
    """What a term is called after the change."""
    return term.source if broken is old and term is not None else broken.source


def _replaced(terms: tuple[Term, ...], old: Term | None, term: Term | None) -> Iterator[Term]:
    for one in terms:
        if one is not old:
            yield one
        elif term is not None:
            yield term
    if old is None and term is not None:
        yield term


def _has_any(text: OpenText, phrases: Collection[str], source_locale: str) -> bool:
    words = Words(text.segment.plural or text.segment.text, source_locale)
    return any(words.places(one) for one in phrases)


def save_term(
    keeper: Keeper, workspace: Workspace, locale: str, typed: TypedTerm, texts: Iterable[OpenText]
) -> SavedTerm | RefusedTerm | EffectToAgree | OutdatedTerm:
    """Put a term into the glossary of `workspace`, which was read just now, or take it out.

    Raises Conflict where the file changed since, NotThere and CannotEdit where the file's text does not allow it, and
    WorkspaceError where it can't be written.
    """
    path = glossary_path(locale)
    source = workspace.sources.get(path)
    glossary = workspace.glossaries.get(locale)
    if source is not None and (glossary is None or has_errors(read_glossary(source, locale)[1])):
        hint = "mend it as text; the problems say where"
        return RefusedTerm((error("glossary-conflict", f"{path} has errors", hint=hint),))
    glossary = glossary or NO_GLOSSARY
    theirs = find_term(glossary, typed.name) if typed.name else None
    if term_revision(theirs) != typed.expected or (typed.name and theirs is None):
        return OutdatedTerm(theirs)
    term = typed.term
    faults = tuple(_unfit(term)) if term is not None else ()
    if faults:
        return RefusedTerm(faults)
    effect = effect_of(replace(glossary, locale=locale), typed.name, term, texts, source_locale_of(workspace))
    key = agreement_on(typed.name, term)
    if effect.newly and typed.agreed != key:
        return EffectToAgree(effect, key)
    title = _told(typed, locale)
    if source is None:
        return _begin(keeper, path, locale, term, title)
    result = edit_file(
        keeper,
        workspace,
        path,
        lambda tree: list(_changes(tree, typed.name, term)),
        revision(source.text.encode()),
        title,
    )
    return RefusedTerm(result.faults) if isinstance(result, RefusedSource) else SavedTerm(result.kept)


def _begin(keeper: Keeper, path: str, locale: str, term: Term | None, title: str) -> SavedTerm | RefusedTerm:
    if term is None:
        raise NotThere(path)
    edited = edit_yaml(Source(path, _EMPTY), [Set(("terms", 0), _entry(term))])
    faults = tuple(one for one in read_glossary(edited.source, locale)[1] if has_errors([one]))
    if faults:
        return RefusedTerm(faults)
    return SavedTerm(keeper.save({path: (edited.source.text.encode(), None)}, title))


def _told(typed: TypedTerm, locale: str) -> str:
    """The save in the history."""
    if typed.term is None:
        return f"Remove the term {typed.name} ({locale})"
    return f"{'Change' if typed.name else 'Add'} the term {typed.term.source} ({locale})"


def _unfit(term: Term) -> Iterator[Diagnostic]:
    """What no glossary should hold, though its file could."""
    if not term.source:
        yield error("glossary-conflict", "the term has no name", hint="write it as it stands in texts")
    words = (term.source, *term.preferred, *term.forbidden)
    if len(words) > MOST_WORDS or any(len(one) > LONGEST_WORD for one in words):
        hint = f"write at most {MOST_WORDS} words or phrases, each of at most {LONGEST_WORD} characters"
        yield error("glossary-conflict", "these are too many words, or one of them is too long", hint=hint)
    if any(len(one) > LONGEST_NOTE for one in (term.definition, term.note)):
        yield error("too-long", "a note is too long", hint=f"write at most {LONGEST_NOTE:,} characters")
    if any(has_control_character(one) for one in (*words, term.definition, term.note)):
        yield error("control-character", "it has a character that can't be seen", hint="delete it")


# --- the file --------------------------------------------------------------------------------------------------------


def _changes(tree: Node, name: str, term: Term | None) -> Iterator[Change]:
    terms = tree.get("terms") if isinstance(tree, TreeMapping) else None
    if not isinstance(terms, TreeSequence):
        raise NotThere("terms")
    names = [_name_of(one) for one in terms.items]
    if not name:
        assert term is not None, "what is not there can't be taken out"
        if not names:
            yield Set(("terms",), [_entry(term)])
            return
        folded = [one.casefold() for one in names]
        is_sorted = folded == sorted(folded)
        place = sum(one < term.source.casefold() for one in folded) if is_sorted else len(names)
        yield Insert(("terms",), place, _entry(term))
        return
    if name not in names:
        raise NotThere(name)
    place = names.index(name)
    if term is None:
        yield Remove(("terms", place))
        return
    entry = terms.items[place]
    assert isinstance(entry, TreeMapping), "it has a name"
    yield from _field_changes(("terms", place), [key.text for key, _ in entry.entries], _entry(term))


def _field_changes(path: tuple[str | int, ...], held: list[str], wanted: dict[str, Value]) -> Iterator[Change]:
    """Only what differs is touched: the comments and the order of the rest stay."""
    for key in FIELDS:
        if key in held and key in wanted:
            yield Set((*path, key), wanted[key])
        elif key in wanted:
            earlier = FIELDS[: FIELDS.index(key)]
            place = max((held.index(one) + 1 for one in earlier if one in held), default=0)
            yield Insert(path, place, wanted[key], key)
            held.insert(place, key)
    yield from (Remove((*path, key)) for key in FIELDS if key in held and key not in wanted)


def _entry(term: Term) -> dict[str, Value]:
    """What is written: only what says something."""
    said: dict[str, Value] = {
        "source": term.source,
        "preferred": list(term.preferred),
        "forbidden": list(term.forbidden),
        "keep": term.keep,
        "ambiguous": term.ambiguous,
        "definition": term.definition,
        "note": term.note,
    }
    return {key: value for key, value in said.items() if value}


def _name_of(entry: Node) -> str:
    found = entry.get("source") if isinstance(entry, TreeMapping) else None
    return str(getattr(found, "text", ""))
