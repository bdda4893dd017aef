"""`ivr-author review`: what changed since the release that is live, and who approved it."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Sequence
from typing import Any

import click

from ivr_author.cli.commands._database import now, people_if_any
from ivr_author.cli.commands._options import with_database
from ivr_author.cli.invocation import Invocation, pass_invocation, with_format
from ivr_author.cli.print import say, show_table, write_json, write_raw
from ivr_author.core.locale import parse_tag
from ivr_author.core.spreadsheet import guard
from ivr_author.usecases.review_changes import Change, Listing, Standing, list_changes

_LONGEST = 60
"""Characters of a text in the table for people."""


_COLUMNS = (
    *("item", "locale", "kind", "state", "path", "before", "after", "content", "by_machine"),
    *("authors", "judged_by", "judged", "comment"),
)


@click.group("review")
def review() -> None:
    """Tell what changed since the live release, and who approved it.

    Each text, each of its translations, each recording and whatever else files say is a change of its own. Approving
    and returning is done in the studio's room Review, by somebody else than the author.

    \b
      ivr-author review list --state waiting
      ivr-author review list --locale es --format csv
    """


@review.command("list")
@click.option(
    "--locale", default=None, metavar="LOCALE", help="Of one language; en or whatever is the source: of none."
)
@click.option("--state", type=click.Choice([str(one) for one in Standing]), default=None, help="Only those.")
@with_database
@with_format("csv")
@pass_invocation
def list_(invocation: Invocation, url: str | None, locale: str | None, state: str | None) -> None:
    """List every change with its state, its authors, and who judged it."""
    with people_if_any(invocation, url) as database:
        found = list_changes(invocation.root, now(), database)
    source = found.now.workspace.content.settings.source_locale if found.now.workspace.content is not None else "en"
    wanted = None if locale is None else _locale(locale, source, found)
    chosen = [
        one
        for one in found.changes
        if (wanted is None or one.item.locale == wanted) and (state is None or one.standing == state)
    ]
    found.authors.load(one.item for one in chosen)
    if invocation.is_json:
        release = found.baseline.release
        write_json(
            {"since": release.name if release is not None else None, "changes": [_data(found, one) for one in chosen]}
        )
    elif invocation.format == "csv":
        write_raw(_csv([_data(found, one) for one in chosen]))
    else:
        _show(found, chosen)


def _locale(given: str, source: str, found: Listing) -> str:
    known = parse_tag(given)
    if known == source:
        return ""
    if known is None or known not in found.now.locales:
        there = ", ".join((source, *found.now.locales))
        raise click.BadParameter(
            f"`{given}` is no language of this workspace; there are {there}", param_hint="--locale"
        )
    return known


def _show(found: Listing, chosen: list[Change]) -> None:
    release = found.baseline.release
    say(f"Since release {release.name}, which is live:" if release is not None else "No release is live: all is new.")
    if not chosen:
        say("Nothing." if found.changes else "Nothing has changed.")
        return
    rows = ((one.standing, one.item.item, one.item.locale, _authors(found, one), _by(one), _now(one)) for one in chosen)
    show_table([("state", "item", "language", "authors", "judged by", "now"), *rows], left=6)
    counted = Counter(one.standing for one in chosen)
    say(", ".join(f"{counted[state]:,} {state}" for state in Standing if counted[state]))


def _now(change: Change) -> str:
    if change.item.is_gone:
        return "(gone)"
    if not change.item.is_words:
        return "(file)"
    text = " / ".join(change.item.after).replace("\n", " ")
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _authors(found: Listing, change: Change) -> str:
    authors = found.authors.of(change.item, found.now)
    return "not committed" if authors is None else ", ".join(one.name for one in authors)


def _by(change: Change) -> str:
    return change.verdict.by if change.verdict is not None else ""


def _data(found: Listing, change: Change) -> dict[str, Any]:
    item, verdict = change.item, change.verdict
    authors = found.authors.of(item, found.now)
    return {
        "item": item.item,
        "locale": item.locale,
        "kind": str(item.kind),
        "state": str(change.standing),
        "path": item.path,
        "before": list(item.before),
        "after": list(item.after),
        "content": item.content,
        "by_machine": item.by_machine,
        "authors": None if authors is None else [f"{one.name} <{one.email}>" for one in authors],
        "judged_by": verdict.by if verdict is not None else None,
        "judged": verdict.when.isoformat() if verdict is not None else None,
        "comment": verdict.comment if verdict is not None else "",
    }


def _csv(changes: Sequence[dict[str, Any]]) -> str:
    """For a spreadsheet, in which no cell is taken for a formula."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for one in changes:
        writer.writerow([guard(_flat(one[name])) for name in _COLUMNS])
    return out.getvalue()


def _flat(value: Any) -> str:
    if isinstance(value, list):
        return " / ".join(map(str, value))
    return "" if value is None else str(value)


COMMAND = review
