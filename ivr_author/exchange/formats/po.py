"""PO for translators who work in Poedit and its like: a package as a catalog of its own, with plural forms together.

It is not the workspace's catalog: that is in git for those who have it, and this comes back through the same gate as
every other file. The context is domain and address; the hash of a text is an extracted comment of its entry.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from ivr_author.catalog import po
from ivr_author.catalog.lookup import State
from ivr_author.catalog.model import BRACES, FUZZY, Message, new_catalog
from ivr_author.core.diagnostics import error
from ivr_author.core.locale import find_locale
from ivr_author.core.placeholders import placeholder_names
from ivr_author.core.source import Source, Span
from ivr_author.exchange.decode import decode
from ivr_author.exchange.delivery import DeliveredLine, Delivery, Standing
from ivr_author.exchange.format import Format, Reading
from ivr_author.exchange.package import FORM_MARK, Package, Unit, limits_of, plural_forms

_SOURCE_LANGUAGE = "X-Source-Language"
_HASH = "hash: "


def write(package: Package) -> bytes:
    """The package as a catalog."""
    catalog = new_catalog(package.locale, package.organisation)
    catalog = replace(catalog, header=replace(catalog.header, translator_comments=()))
    catalog = catalog.with_header_field(_SOURCE_LANGUAGE, package.source_locale)
    entries = tuple(_entry(unit) for unit in package.units)
    return po.write_catalog(replace(catalog, entries=entries)).encode("utf-8", "surrogatepass")


def _entry(unit: Unit) -> Message:
    has_braces = bool(placeholder_names(unit.source) or placeholder_names(unit.plural))
    # A line end would begin another comment, and a hash must stay on its own.
    notes = tuple(" ".join(note.split()) for note in (*unit.notes, *limits_of(unit)))
    flags = ((FUZZY,) if unit.state is State.FUZZY else ()) + ((BRACES,) if has_braces else ())
    return Message(
        unit.source,
        unit.forms,
        f"{unit.domain}:{unit.address}",
        unit.plural or None,
        flags,
        (),
        (*notes, f"{_HASH}{unit.digest}"),
        previous_msgid=unit.previous or None,
    )


def claims(raw: bytes) -> bool:
    """Whether an entry begins somewhere near its beginning."""
    return re.search(rb'^msgid "', raw[:4_000], re.MULTILINE) is not None


def read(raw: bytes, path: str) -> Reading:
    """The entries; obsolete ones are left out."""
    text, faults = decode(raw, path)
    if text is None:
        return None, faults
    # Of no locale: whether its plural rule is the right one shows in the number of its forms.
    catalog, faults = po.read_catalog(Source(path, text), "und")
    language = catalog.header_field("Language")
    if faults or not language:
        span = Span(path, 1, 1, 1, 1)
        return None, faults or [error("delivery-format", "the header names no Language", span, "write `Language: es`")]
    locale = find_locale(language)
    lines = tuple(line for message in catalog.entries for line in _lines(message, locale.id, path))
    named = catalog.header_field(_SOURCE_LANGUAGE)
    source_tag = find_locale(named).tag if named else ""
    return Delivery(path, locale.tag, source_tag, catalog.header_field("Project-Id-Version"), lines), []


def _lines(message: Message, locale: str, path: str) -> Iterator[DeliveredLine]:
    domain, _, address = (message.context or "").partition(":")
    digest = next((one.removeprefix(_HASH) for one in message.extracted_comments if one.startswith(_HASH)), "")
    span = Span(path, message.line, 1, message.line, 1)
    forms = plural_forms(locale)
    for form, string in enumerate(message.strings):
        standing = Standing.NEW if not string else Standing.DOUBTFUL if message.is_fuzzy else Standing.DONE
        if message.msgid_plural is None:
            yield DeliveredLine(domain, address, message.msgid, string, standing, digest, span)
        else:
            is_singular = form < len(forms) and forms[form].is_for_one
            source = message.msgid if is_singular else message.msgid_plural
            yield DeliveredLine(domain, f"{address}{FORM_MARK}{form}", source, string, standing, digest, span)


FORMAT = Format("po", "PO", (".po",), write, read, claims)
