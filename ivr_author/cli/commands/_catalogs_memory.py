"""`ivr-author catalogs suggest` and `pretranslate`: what was translated before."""

from __future__ import annotations

from pathlib import Path

import click

from ivr_author.catalog.compare import show_difference, word_difference
from ivr_author.catalog.memory import Suggestion
from ivr_author.cli.commands._catalogs_options import domain_named, with_domain
from ivr_author.cli.invocation import CONTENT_FAULT, Invocation, pass_invocation, with_format
from ivr_author.cli.print import diagnostics_as_data, faint, plural, say, show_diagnostics, write_json
from ivr_author.core.diagnostics import has_errors
from ivr_author.usecases.memory import MOST_SUGGESTIONS, pretranslate, suggest_translations


@click.command("suggest")
@click.argument("locale")
@click.argument("text", required=False, default="")
@click.option("--address", metavar="ADDRESS", default="", help="Suggest for the text at this address.")
@click.option(
    "--memory",
    "memories",
    multiple=True,
    type=click.Path(path_type=Path),
    help="A TMX file of another tool to ask too; may be given again.",
)
@click.option("--limit", type=click.IntRange(1, 100), default=MOST_SUGGESTIONS, show_default=True, help="At most.")
@with_format()
@pass_invocation
@click.pass_context
def suggest(
    context: click.Context,
    invocation: Invocation,
    locale: str,
    text: str,
    address: str,
    memories: tuple[Path, ...],
    limit: int,
) -> None:
    """Show how a text, or one like it, was translated before, in flows and in notices.

    Those that say the same numbers, keys and placeholders come first. Only the catalogs of the locale itself are
    asked, and any --memory below them.
    """
    if bool(text) == bool(address):
        raise click.UsageError("Name a text or its --address, and not both.")
    done = suggest_translations(invocation.root, locale, text, address, limit, memories)
    if invocation.is_json:
        data = [
            {
                "text": one.text,
                "source": one.source,
                "score": round(one.score, 1),
                "address": one.address,
                "state": str(one.state),
                "obsolete": one.is_obsolete,
                "differs": one.differs,
            }
            for one in done.suggestions
        ]
        written = {"text": done.text, "suggestions": data}
        write_json({**written, **diagnostics_as_data(done.diagnostics, done.workspace.sources)})
    else:
        if done.diagnostics:
            show_diagnostics(done.diagnostics, done.workspace.sources, to_errors=True)
        for one in done.suggestions:
            say(one.text)
            say(faint(f"    {_provenance(one)}: {show_difference(word_difference(one.source, done.text))}"))
        if not done.suggestions and not has_errors(done.diagnostics):
            say("Nothing like it was translated yet.")
    context.exit(CONTENT_FAULT if has_errors(done.diagnostics) else 0)


def _provenance(one: Suggestion) -> str:
    # Rounded down, so that 100 means equal.
    parts = [f"{int(one.score)} %", "obsolete" if one.is_obsolete else str(one.state), one.address]
    return ", ".join(filter(None, (*parts, one.differs)))


@click.command("pretranslate")
@click.argument("locales", metavar="[LOCALE]...", nargs=-1)
@with_domain
@with_format()
@pass_invocation
@click.pass_context
def pretranslate_(context: click.Context, invocation: Invocation, locales: tuple[str, ...], domain: str) -> None:
    """Fill missing translations from the very same text elsewhere in the flows and notices of the locale.

    What is filled in is fuzzy, with the address it comes from, and is not used until somebody has looked at it: the
    same words may need others at another place. Run `update` first.
    """
    done = pretranslate(invocation.root, locales, domain_named(domain))
    if invocation.is_json:
        data = [
            {
                "domain": one.domain,
                "locale": one.locale,
                "path": one.path,
                "filled": [{"address": address, "from": source} for address, source in one.filled],
            }
            for one in done.catalogs
        ]
        write_json({"catalogs": data, **diagnostics_as_data(done.diagnostics, done.workspace.sources)})
    else:
        if done.diagnostics:
            show_diagnostics(done.diagnostics, done.workspace.sources, to_errors=True)
        for one in done.catalogs:
            say(f"{one.path}: {plural(len(one.filled), 'text')} filled in{', to look at' if one.filled else ''}")
    context.exit(CONTENT_FAULT if has_errors(done.diagnostics) else 0)
