"""The glossary of one language as its pages show it: terms with where they are used, and what a form says of one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from threading import Lock

from flask import current_app, request

from ivr_author.catalog.glossary.model import NO_GLOSSARY, Glossary, Term
from ivr_author.core.diagnostics import Diagnostic
from ivr_author.usecases.glossary import TermUse, source_locale_of, uses_of
from ivr_author.usecases.translate import OpenText
from ivr_author.web.studio import Snapshot
from ivr_author.web.translate.bench import the_desks
from ivr_author.web.translate.desk import LocaleDesk, items_of
from ivr_author.workspace.glossaries import read_glossary
from ivr_author.workspace.layout import LOCALES, glossary_path

ALL, BROKEN, FORBIDDEN, UNUSED = "all", "broken", "forbidden", "unused"
SHOWS = (ALL, BROKEN, FORBIDDEN, UNUSED)
"""Which terms are listed."""

GLOSSARY_RULE = "glossary-term"

Uses = Mapping[Term, Sequence[TermUse]]


@dataclass(frozen=True)
class TermDesk:
    """The glossary of one language beside its texts; `faults` keep it from being read."""

    locale: str
    glossary: Glossary
    texts: LocaleDesk
    uses: Uses
    faults: Sequence[Diagnostic] = ()

    def opened(self) -> Iterator[OpenText]:
        """All texts, with their translations."""
        return (one.opened(self.locale) for one in self.texts.entries)

    def broken(self, term: Term) -> int:
        """How many texts go against a term."""
        return sum(bool(one.breaks) for one in self.uses.get(term, ()))

    def chosen(self, show: str, query: str) -> list[Term]:
        """The terms that a filter lists, by name."""
        wanted = query.casefold()
        found = [one for one in self.glossary.terms if self._is_shown(one, show) and (not wanted or _says(one, wanted))]
        return sorted(found, key=lambda one: one.source.casefold())

    def counts(self) -> Mapping[str, int]:
        """How many terms each filter lists."""
        return {show: sum(self._is_shown(one, show) for one in self.glossary.terms) for show in SHOWS}

    def _is_shown(self, term: Term, show: str) -> bool:
        match show:
            case "broken":
                return self.broken(term) > 0
            case "forbidden":
                return bool(term.forbidden)
            case "unused":
                return not self.uses.get(term)
            case _:
                return True


def _says(term: Term, wanted: str) -> bool:
    said = (term.source, *term.preferred, *term.forbidden, term.definition, term.note)
    return any(wanted in one.casefold() for one in said)


@dataclass
class _Kept:
    """The uses of each language's terms, for as long as neither its glossary nor its texts change."""

    lock: Lock = field(default_factory=Lock)
    uses: dict[str, tuple[Glossary, LocaleDesk, Uses]] = field(default_factory=dict)


def open_terms(shown: Snapshot, locale: str) -> TermDesk:
    """The glossary of a language, begun or not."""
    path = glossary_path(locale)
    glossary = shown.workspace.glossaries.get(locale) or replace(NO_GLOSSARY, locale=locale)
    source = shown.sources.get(path)
    faults = read_glossary(source, locale)[1] if source is not None else ()
    texts = the_desks().desk_of(shown, items_of(shown), locale)
    kept = current_app.extensions.setdefault("ivr_glossary", _Kept())
    assert isinstance(kept, _Kept), "nobody else puts one there"
    with kept.lock:
        known = kept.uses.get(locale)
    if known is not None and known[0] is glossary and known[1] is texts:
        return TermDesk(locale, glossary, texts, known[2], faults)
    found = uses_of(glossary, (one.opened(locale) for one in texts.entries), source_locale_of(shown.workspace))
    with kept.lock:
        kept.uses[locale] = glossary, texts, found
    return TermDesk(locale, glossary, texts, found, faults)


def breaches_by_locale(shown: Snapshot) -> Counter[str]:
    """How many forms of translations go against each language's glossary, as the check found them."""
    found: Counter[str] = Counter()
    for one in shown.diagnostics:
        if one.rule == GLOSSARY_RULE and one.span is not None:
            folder, _, rest = one.span.path.partition("/")
            found[rest.partition("/")[0] if folder == LOCALES else ""] += 1
    return found


# --- the form --------------------------------------------------------------------------------------------------------

TEXT_FIELDS = ("source", "preferred", "forbidden", "definition", "note")
FLAGS = ("keep", "ambiguous")
FORM_FIELDS = ("name", "revision", "agreed", "do", *TEXT_FIELDS, *FLAGS)


def form_of(term: Term | None) -> dict[str, str]:
    """A term as its form has it: words one to a line."""
    if term is None:
        return dict.fromkeys((*TEXT_FIELDS, *FLAGS), "")
    return {
        "source": term.source,
        "preferred": "\n".join(term.preferred),
        "forbidden": "\n".join(term.forbidden),
        "definition": term.definition,
        "note": term.note,
        "keep": "1" if term.keep else "",
        "ambiguous": "1" if term.ambiguous else "",
    }


def typed_form() -> dict[str, str]:
    """What was sent."""
    return {name: request.form.get(name, "") for name in (*TEXT_FIELDS, *FLAGS)}


def term_of(form: Mapping[str, str]) -> Term:
    """The term that a form says."""
    return Term(
        source=_line(form["source"]),
        preferred=_lines(form["preferred"]),
        forbidden=_lines(form["forbidden"]),
        keep=bool(form["keep"]),
        ambiguous=bool(form["ambiguous"]),
        definition=_line(form["definition"]),
        note=_line(form["note"]),
    )


def _line(text: str) -> str:
    return " ".join(text.split())


def _lines(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, map(_line, text.splitlines()))))
