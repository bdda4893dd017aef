"""`ivr-author catalogs glossary`: what terms are called, and where they are used."""

from __future__ import annotations

from typing import Any

import click

from ivr_author.catalog.glossary.model import Term
from ivr_author.cli.invocation import CONTENT_FAULT, Invocation, pass_invocation, with_format
from ivr_author.cli.print import diagnostics_as_data, faint, plural, say, show_diagnostics, show_table, write_json
from ivr_author.core.diagnostics import has_errors
from ivr_author.usecases.glossary import TermListing, list_terms


@click.command("glossary")
@click.argument("locale", required=False, default="")
@click.option("--term", default="", metavar="TERM", help="One term, with every text that has it.")
@with_format()
@pass_invocation
@click.pass_context
def glossary(context: click.Context, invocation: Invocation, locale: str, term: str) -> None:
    """Show the terms of all locales or of one, and in how many texts each is used.

    A glossary is locales/<locale>/glossary.yaml: for each term the words to use, the words to avoid, or `keep: true`
    for what stays as it is. `ivr-author check` compares translations with it.

    \b
      ivr-author catalogs glossary es
      ivr-author catalogs glossary ru --term premium
    """
    done = list_terms(invocation.root, locale, term)
    if invocation.is_json:
        terms = [_as_data(one) for one in done.terms]
        write_json({"terms": terms, **diagnostics_as_data(done.diagnostics, done.workspace.sources)})
    else:
        if done.diagnostics:
            show_diagnostics(done.diagnostics, done.workspace.sources, to_errors=True)
        if term:
            for one in done.terms:
                _show_uses(one)
        elif done.terms:
            rows = [(one.locale, one.term.source, _words_of(one.term), f"{len(one.uses):,}") for one in done.terms]
            show_table([("locale", "term", "words", "texts"), *rows], left=3)
        else:
            say("There are no terms; write some to locales/<locale>/glossary.yaml.")
    context.exit(CONTENT_FAULT if has_errors(done.diagnostics) else 0)


def _words_of(term: Term) -> str:
    if term.keep:
        return "kept as it is"
    avoided = f"not {', '.join(term.forbidden)}" if term.forbidden else ""
    return "; ".join(part for part in (", ".join(term.preferred), avoided) if part)


def _show_uses(one: TermListing) -> None:
    say(f"{one.locale}: {one.term.source}, {_words_of(one.term)} ({plural(len(one.uses), 'text')})")
    for use in one.uses:
        say(f"  {use.address} {faint(', '.join(use.words) or 'none of these words')}")
        say(f"    {use.text}")
        say(f"    {use.translation or 'not translated'}")
        if use.breaks:
            say(f"    {use.breaks}")


def _as_data(one: TermListing) -> dict[str, Any]:
    term = one.term
    facts = {"locale": one.locale, "term": term.source, "preferred": term.preferred, "forbidden": term.forbidden}
    more = {"keep": term.keep, "ambiguous": term.ambiguous, "definition": term.definition, "note": term.note}
    uses = [
        {
            "address": use.address,
            "text": use.text,
            "translation": use.translation,
            "words": use.words,
            "breaks": use.breaks,
        }
        for use in one.uses
    ]
    return {**facts, **more, "uses": uses}
