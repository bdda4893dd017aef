"""`ivr-author catalogs review` and `draft`: who stands behind a translation."""

from __future__ import annotations

from datetime import date, datetime

import click

from ivr_author.catalog.states import UnreadableMark
from ivr_author.cli.commands._catalogs_options import domain_named, with_domain
from ivr_author.cli.invocation import CONTENT_FAULT, Invocation, pass_invocation, with_format
from ivr_author.cli.print import diagnostics_as_data, plural, say, show_diagnostics, write_json
from ivr_author.core.diagnostics import has_errors
from ivr_author.usecases.review import Marked, draft_translations, review_translations

_MOST_TOLD = 20
"""Refusals shown to a person who named no address; all are in the JSON."""


class _Day(click.ParamType[date]):
    name = "date"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        try:
            return value if isinstance(value, date) else date.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{value!r} is no day; write it as 2026-12-23", param, ctx)


@click.command("review")
@click.argument("locale")
@click.argument("addresses", metavar="[ADDRESS]...", nargs=-1)
@click.option("--by", "name", metavar="NAME", required=True, help="Who reviewed them: a qualified person's name.")
@click.option("--on", "day", metavar="DATE", type=_Day(), help="The day of the review. Default: today.")
@with_domain
@with_format()
@pass_invocation
@click.pass_context
def review(
    context: click.Context,
    invocation: Invocation,
    locale: str,
    addresses: tuple[str, ...],
    name: str,
    day: date | None,
    domain: str,
) -> None:
    """Mark translations of a locale as reviewed: those at some addresses (`main/*` for all of a flow), or all.

    The mark is a comment in the catalog with the name and the day. It holds for exactly these words and lapses when the
    text or the translation changes. What is missing, fuzzy, out of date, or has errors is not marked.
    """
    on = day or datetime.now().astimezone().date()
    try:
        done = review_translations(invocation.root, locale, addresses, " ".join(name.split()), on, domain_named(domain))
    except UnreadableMark as refusal:
        raise click.BadParameter(str(refusal), param_hint="--by") from None
    _show(context, invocation, done, "reviewed", is_named=bool(addresses))


@click.command("draft")
@click.argument("locale")
@click.argument("addresses", metavar="[ADDRESS]...", nargs=-1)
@with_domain
@with_format()
@pass_invocation
@click.pass_context
def draft(context: click.Context, invocation: Invocation, locale: str, addresses: tuple[str, ...], domain: str) -> None:
    """Mark translations of a locale as drafts by a machine: those at some addresses (`main/*`), or all.

    Callers get drafts, and `check` says how many there are until somebody has reviewed them (45 CFR 92.201(c)(3)).
    """
    done = draft_translations(invocation.root, locale, addresses, domain_named(domain))
    _show(context, invocation, done, "draft", is_named=bool(addresses))


def _show(context: click.Context, invocation: Invocation, done: Marked, kind: str, *, is_named: bool) -> None:
    """What was marked; that something was refused is a fault only where it was asked for by its address."""
    refused = sum(len(one.marking.refused) for one in done.catalogs)
    if invocation.is_json:
        data = [
            {
                "domain": one.domain,
                "locale": one.marking.locale,
                "path": one.path,
                "marked": list(one.marking.marked),
                "kept": one.marking.kept,
                "refused": [{"address": no.address, "reason": no.reason} for no in one.marking.refused],
            }
            for one in done.catalogs
        ]
        write_json({"catalogs": data, **diagnostics_as_data(done.diagnostics, done.workspace.sources)})
    else:
        if done.diagnostics:
            show_diagnostics(done.diagnostics, done.workspace.sources, to_errors=True)
        for one in done.catalogs:
            told = [f"{plural(len(one.marking.marked), 'translation')} marked as {kind}"]
            told += [f"{one.marking.kept:,} so before"] if one.marking.kept else []
            told += [f"{len(one.marking.refused):,} not"] if one.marking.refused else []
            say(f"{one.path}: {', '.join(told)}")
            shown = one.marking.refused if is_named else one.marking.refused[:_MOST_TOLD]
            for refusal in shown:
                say(f"  {refusal.address}: {refusal.reason}")
            if len(shown) < len(one.marking.refused):
                say(f"  and {len(one.marking.refused) - len(shown):,} others; --format json lists all")
    context.exit(CONTENT_FAULT if has_errors(done.diagnostics) or (refused and is_named) else 0)
