"""`ivr-author catalogs export` and `import`: files for translators who do not open catalogs themselves."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from ivr_author.cli.commands._catalogs_options import domain_named, with_domain
from ivr_author.cli.invocation import CONTENT_FAULT, Invocation, pass_invocation, with_format
from ivr_author.cli.print import diagnostics_as_data, plural, say, show_diagnostics, write_json
from ivr_author.core.diagnostics import has_errors
from ivr_author.exchange.accept import Decision, Outcome
from ivr_author.exchange.format_shelf import FORMAT_NAMES
from ivr_author.usecases.exchange import (
    DeliveryResult,
    Only,
    export_glossary,
    export_memory,
    export_package,
    import_deliveries,
)
from ivr_author.workspace.keeper import FileKeeper
from ivr_author.workspace.parcel import parcel_at

TMX, TBX = "tmx", "tbx"


@click.command("export")
@click.argument("locale", required=False, default="")
@click.option(
    "--as", "format_name", type=click.Choice([*FORMAT_NAMES, TMX, TBX]), required=True, help="The file's format."
)
@with_domain
@click.option(
    "--only",
    type=click.Choice([one.value for one in Only]),
    help="Texts in this state. Default: todo, whatever is neither translated nor reviewed; for TMX, what is.",
)
@click.option("--since", metavar="REVISION", default="", help="Only texts that changed since a commit of git.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True, help="The file to write.")
@with_format()
@pass_invocation
@click.pass_context
def export(
    context: click.Context,
    invocation: Invocation,
    locale: str,
    format_name: str,
    domain: str,
    only: str | None,
    since: str,
    out: Path,
) -> None:
    """Write texts of LOCALE, its translations (TMX) or its glossary (TBX) into a file for translators.

    Placeholders and markup are protected tags in XLIFF. Each text has its address, its notes and limits, and a hash, so
    that `import` knows a translation of an earlier text. What has no translation is empty, never a copy of the source.
    Without LOCALE, TMX and TBX have all locales.

    \b
      ivr-author catalogs export es --as xliff12 --out to_vendor/es.xlf
      ivr-author catalogs export vi --as xlsx --domain notices --since v1.2 --out vi.xlsx
      ivr-author catalogs export --as tmx --out memory.tmx
    """
    root, path, chosen = invocation.root, invocation.root / out, Only(only) if only else None
    if since and format_name in (TMX, TBX):
        raise click.UsageError("--since is for texts that go out to be translated.")
    if format_name == TMX:
        done = export_memory(root, path, locale, domain_named(domain), chosen)
    elif format_name == TBX:
        done = export_glossary(root, path, locale)
    elif locale:
        done = export_package(root, locale, format_name, path, domain_named(domain), chosen or Only.TODO, since)
    else:
        raise click.UsageError(f"Name the locale that the {format_name} file is for.")
    if invocation.is_json:
        facts = {"path": done.path and out.as_posix(), "locale": locale, "format": format_name, "count": done.count}
        write_json({**facts, **diagnostics_as_data(done.diagnostics, done.workspace.sources)})
    else:
        if done.diagnostics:
            show_diagnostics(done.diagnostics, done.workspace.sources, to_errors=True)
        if done.path:
            say(f"{out.as_posix()}: {plural(done.count, 'term' if format_name == TBX else 'text')}")
        elif not has_errors(done.diagnostics):
            say("There is nothing that these options ask for; no file was written.")
    context.exit(CONTENT_FAULT if has_errors(done.diagnostics) else 0)


@click.command("import")
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--dry-run", "is_trial", is_flag=True, help="Say what would be accepted, and write nothing.")
@with_format()
@pass_invocation
@click.pass_context
def import_(context: click.Context, invocation: Invocation, files: tuple[Path, ...], is_trial: bool) -> None:
    """Take translations from files that came back.

    Each text is judged by itself: refused is what is of an earlier text, lost or doubled a tag, is not translated, or
    has an error in a check. What is accepted counts as translated, never as reviewed. The catalogs are written
    together, or none of them. Exits with 1 if anything was refused.
    """
    parcels = [parcel_at(invocation.root / file, file.as_posix()) for file in files]
    done = import_deliveries(FileKeeper(invocation.root), invocation.root, parcels, is_trial)
    refused = [fault for one in done.files for fault in one.diagnostics]
    if invocation.is_json:
        data: dict[str, Any] = {
            "files": [_result_as_data(one) for one in done.files],
            "written": [] if is_trial else list(done.written),
        }
        write_json({**data, **diagnostics_as_data([*done.diagnostics, *refused], {})})
    else:
        if done.diagnostics or refused:
            show_diagnostics([*done.diagnostics, *refused], {}, to_errors=True)
        for one in done.files:
            say(f"{one.path}: {_told(one)}")
        for path in done.written:
            say(f"{path}: {'would be written' if is_trial else 'written'}")
    context.exit(CONTENT_FAULT if has_errors([*done.diagnostics, *refused]) else 0)


def _told(one: DeliveryResult) -> str:
    if one.acceptance is None:
        return "refused"
    fuzzy = sum(decision.is_fuzzy for decision in one.acceptance.decisions)
    counts = [f"{one.acceptance.count(outcome):,} {outcome}" for outcome in Outcome]
    return f"{one.locale}, {', '.join(counts)}{f'; {fuzzy:,} to look at' if fuzzy else ''}"


def _result_as_data(one: DeliveryResult) -> dict[str, Any]:
    decisions = one.acceptance.decisions if one.acceptance else ()
    counts = {str(outcome): one.acceptance.count(outcome) if one.acceptance else 0 for outcome in Outcome}
    return {
        "path": one.path,
        "locale": one.locale,
        "is_refused": one.acceptance is None,
        **counts,
        "units": [_decision_as_data(decision) for decision in decisions],
    }


def _decision_as_data(one: Decision) -> dict[str, Any]:
    reasons = [{"rule": fault.rule, "message": fault.message} for fault in one.faults]
    facts = {"domain": one.domain, "address": one.address, "outcome": str(one.outcome), "line": one.span.line}
    return {**facts, "fuzzy": one.is_fuzzy, "reasons": reasons}
