"""The template that translators start from must hold the texts of today."""

from __future__ import annotations

from collections.abc import Iterator

from ivr_author.catalog.subject import CatalogSubject
from ivr_author.core.diagnostics import Severity
from ivr_author.core.rule import Fault, Rule
from ivr_author.core.source import Span


def check(subject: CatalogSubject) -> Iterator[Fault]:
    """Texts, addresses and comments; where they stand in the files does not matter. No template is no fault."""
    template = subject.template
    if template is None:
        return
    wanted = {(one.address, one.text, one.plural, _folded(one.comments)): one.address for one in subject.segments}
    found = {
        (one.context or "", one.msgid, one.msgid_plural or "", _folded(one.extracted_comments)): one.context or ""
        for one in template.entries
    }
    new, old = ({part[key] for key in part.keys() - other.keys()} for part, other in ((wanted, found), (found, wanted)))
    if new or old:
        counted = [
            f"{len(new - old)} new" if new - old else "",
            f"{len(new & old)} changed" if new & old else "",
            f"{len(old - new)} gone" if old - new else "",
        ]
        message = f"the template is out of date: {', '.join(part for part in counted if part)}"
        yield Fault(message, Span(template.path, 1, 1, 1, 1), "run `ivr-author catalogs extract`")


def _folded(comments: tuple[str, ...]) -> str:
    # Babel wraps comments, so their lines mean nothing.
    return " ".join(" ".join(comments).split())


RULE = Rule(
    "template-out-of-date", Severity.WARNING, "The template of the catalogs is not that of today's texts", check
)
