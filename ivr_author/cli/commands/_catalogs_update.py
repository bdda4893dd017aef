"""`ivr-author catalogs update`: what changed since the last time, and what that did to the translations."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import click

from ivr_author.catalog.change import Change, ChangeKind, UpdateReport
from ivr_author.catalog.compare import show_difference
from ivr_author.cli.commands._catalogs_options import domain_named, with_domain
from ivr_author.cli.invocation import CONTENT_FAULT, Invocation, pass_invocation, with_format
from ivr_author.cli.print import diagnostics_as_data, say, show_diagnostics, write_json
from ivr_author.core.diagnostics import has_errors
from ivr_author.usecases.catalogs import CatalogChange, update_catalogs

_MOST_TOLD = 8
"""Changes of texts shown for each catalog, unless all are asked for: a page for a workspace with some locales."""


@click.command("update")
@click.argument("locales", metavar="[LOCALE]...", nargs=-1)
@click.option(
    "--still-valid",
    metavar="ADDRESS",
    multiple=True,
    help="The text at this address (`main/*`: all of a flow) was only corrected: its translations stay as they are.",
)
@click.option("--all", "is_all", is_flag=True, help="Show every text that changed, not only the first of each catalog.")
@with_domain
@with_format()
@pass_invocation
@click.pass_context
def update(
    context: click.Context,
    invocation: Invocation,
    locales: tuple[str, ...],
    still_valid: tuple[str, ...],
    is_all: bool,
    domain: str,
) -> None:
    """Bring the catalogs of all locales, or of some, up to date with the texts.

    A changed text keeps its old translation, marked fuzzy, with the earlier text beside it; where numbers, keys or
    placeholders changed, the old translation stays only as a comment. What nothing says any more becomes obsolete and
    comes back with the text. A locale without a catalog gets one, marked as a draft.
    """
    done = update_catalogs(invocation.root, locales, domain_named(domain), still_valid)
    if invocation.is_json:
        data: dict[str, Any] = {"catalogs": [_as_data(one) for one in done.catalogs]}
        write_json({**data, **diagnostics_as_data(done.diagnostics, done.workspace.sources)})
    else:
        if done.diagnostics:
            show_diagnostics(done.diagnostics, done.workspace.sources, to_errors=True)
        for one in done.catalogs:
            say(f"{one.path}: {'new; ' if one.is_new else ''}{_counted(one.report)}")
            _show_changes(one.report, None if is_all else _MOST_TOLD)
    refused = any(change.refused for one in done.catalogs for change in one.report.changes)
    context.exit(CONTENT_FAULT if has_errors(done.diagnostics) or (refused and still_valid) else 0)


def _counted(report: UpdateReport) -> str:
    counts = {kind: report.count(kind) for kind in ChangeKind}
    told = [f"{count:,} {kind}" for kind, count in counts.items() if count]
    fuzzy = sum(change.is_fuzzy for change in report.changes)
    refused = sum(bool(change.refused) for change in report.changes)
    told += [f"{fuzzy:,} to look at"] if fuzzy else []
    told += [f"{refused:,} to translate again"] if refused else []
    return ", ".join(told) or "up to date"


def _show_changes(report: UpdateReport, limit: int | None) -> None:
    """What became of translations whose texts changed, and which could not be said to stay valid."""
    lines = list(_told(report))
    for line in lines[:limit]:
        say(f"  {line}")
    if limit is not None and len(lines) > limit:
        say(f"  and {len(lines) - limit:,} others; --all shows them")


def _told(report: UpdateReport) -> Iterator[str]:
    for one in report.unconfirmed:
        yield f"{one.address}: can't be said to stay valid: {one.reason}"
    for change in report.changes:
        if change.refused:
            yield f"{change.address}: to be translated again, {change.refused}: {_difference(change)}"
        elif change.kind is ChangeKind.CONFIRMED:
            lapsed = f", but no longer {change.lapsed}" if change.lapsed else ""
            yield f"{change.address}: the translation stays{lapsed}: {_difference(change)}"
        elif change.is_fuzzy and change.difference:
            yield f"{change.address}: {_difference(change)}"


def _difference(change: Change) -> str:
    return show_difference(change.difference)


def _as_data(one: CatalogChange) -> dict[str, Any]:
    changes = [
        {
            "kind": str(change.kind),
            "address": change.address,
            "text": change.text,
            "plural": change.plural,
            "previous_address": change.previous_address,
            "previous_text": change.previous_text,
            "previous_plural": change.previous_plural,
            "fuzzy": change.is_fuzzy,
            "refused": change.refused,
            "lapsed": change.lapsed,
            "difference": [{"kind": str(run.kind), "text": run.text} for run in change.difference],
        }
        for change in one.report.changes
    ]
    facts = {
        "domain": one.domain,
        "locale": one.report.locale,
        "path": one.path,
        "new": one.is_new,
        "changed": one.is_changed,
    }
    unconfirmed = [{"address": no.address, "reason": no.reason} for no in one.report.unconfirmed]
    return {**facts, "kept": one.report.kept, "changes": changes, "unconfirmed": unconfirmed}
