"""TBX-Basic in ISO 30042:2019's attribute style: glossaries for the term bases of other tools.

A concept for each term of the source, with its words in each locale: preferred, admitted, or not to be used.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from lxml import etree

from ivr_author.catalog.glossary.model import Glossary, Term
from ivr_author.core.locale import find_locale
from ivr_author.exchange.inline import escape, new_root, to_bytes

SUFFIX = ".tbx"
NAMESPACE = "urn:iso:std:iso:30042:ed-2"

_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_PREFERRED, _ADMITTED, _DEPRECATED = (f"{one}Term-admn-sts" for one in ("preferred", "admitted", "deprecated"))
_KEPT = "Stays as it is in the source language."


def write_tbx(glossaries: Sequence[Glossary], source_locale: str, organisation: str) -> bytes:
    """The glossaries of a workspace in several locales, as one."""
    source_tag = find_locale(source_locale).tag
    facts = {"type": "TBX-Basic", "style": "dca", _LANG: source_tag}
    root = new_root(f"{{{NAMESPACE}}}tbx", {None: NAMESPACE}, facts)
    header = _add(_add(root, "tbxHeader"), "fileDesc")
    _add(_add(header, "titleStmt"), "title").text = escape(organisation)
    _add(_add(header, "sourceDesc"), "p").text = "Written by ivr-author"
    body = _add(_add(root, "text"), "body")
    for number, (source, terms) in enumerate(_by_source(glossaries).items(), 1):
        concept = _add(body, "conceptEntry", {"id": f"c{number}"})
        definition = next((term.definition for _, term in terms if term.definition), "")
        if definition:
            _add(concept, "descrip", {"type": "definition"}).text = escape(definition)
        _add_words(_add(concept, "langSec", {_LANG: source_tag}), [source], _PREFERRED)
        for locale, term in terms:
            # A section without words would not be valid.
            if term.keep or term.preferred or term.forbidden:
                _add_term(_add(concept, "langSec", {_LANG: find_locale(locale).tag}), term)
    return to_bytes(root, is_mixed=lambda element: element.text is not None)


def _by_source(glossaries: Iterable[Glossary]) -> dict[str, list[tuple[str, Term]]]:
    found: dict[str, list[tuple[str, Term]]] = {}
    for glossary in glossaries:
        for term in glossary.terms:
            found.setdefault(term.source, []).append((glossary.locale, term))
    return found


def _add_term(section: etree._Element, term: Term) -> None:
    for note in (term.note, _KEPT if term.keep else ""):
        if note:
            _add(section, "note").text = escape(note)
    words = (term.source,) if term.keep else term.preferred
    _add_words(section, words[:1], _PREFERRED)
    _add_words(section, words[1:], _ADMITTED)
    _add_words(section, term.forbidden, _DEPRECATED)


def _add_words(section: etree._Element, words: Iterable[str], status: str) -> None:
    for word in words:
        entry = _add(section, "termSec")
        _add(entry, "term").text = escape(word)
        _add(entry, "termNote", {"type": "administrativeStatus"}).text = status


def _add(parent: etree._Element, name: str, facts: dict[str, str] | None = None) -> etree._Element:
    return etree.SubElement(parent, f"{{{NAMESPACE}}}{name}", facts or {})
