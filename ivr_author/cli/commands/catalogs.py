"""`ivr-author catalogs`: the words of flows and notices on their way to translators and back."""

from __future__ import annotations

import click

from ivr_author.catalog.stats import COLUMNS
from ivr_author.cli.commands._catalogs_exchange import export, import_
from ivr_author.cli.commands._catalogs_glossary import glossary
from ivr_author.cli.commands._catalogs_memory import pretranslate_, suggest
from ivr_author.cli.commands._catalogs_options import domain_named, with_domain
from ivr_author.cli.commands._catalogs_pseudo import pseudo
from ivr_author.cli.commands._catalogs_review import draft, review
from ivr_author.cli.commands._catalogs_update import update
from ivr_author.cli.invocation import CONTENT_FAULT, Invocation, pass_invocation, with_format
from ivr_author.cli.print import diagnostics_as_data, plural, say, show_diagnostics, show_table, write_json, write_raw
from ivr_author.core.diagnostics import has_errors
from ivr_author.core.report import to_json
from ivr_author.usecases.catalogs import (
    check_translations,
    compile_catalogs,
    count_translations,
    extract_templates,
)


@click.group("catalogs")
def catalogs() -> None:
    """Take texts to translators and their translations back.

    Texts go into the templates locales/flows.pot and locales/notices.pot; each locale has its catalogs, flows.po and
    notices.po in locales/<locale>/LC_MESSAGES/, which any gettext editor opens. After a change of texts: extract,
    update, translate, check.
    """


@catalogs.command("extract")
@with_domain
@with_format()
@pass_invocation
@click.pass_context
def extract(context: click.Context, invocation: Invocation, domain: str) -> None:
    """Write the templates of all texts.

    `pybabel extract -F babel.cfg -o locales/flows.pot .` gives the same, and for notices
    `pybabel extract -F notices/babel.cfg --ignore-dirs=".*" -o locales/notices.pot .`. A template is not written while
    a file with its texts has errors, so that no text gets lost on the way.
    """
    done = extract_templates(invocation.root, domain_named(domain))
    if invocation.is_json:
        templates = [
            {"domain": one.domain, "path": one.path, "texts": one.texts, "changed": one.is_changed}
            for one in done.templates
        ]
        write_json({"templates": templates, **diagnostics_as_data(done.diagnostics, done.workspace.sources)})
    else:
        if done.diagnostics:
            show_diagnostics(done.diagnostics, done.workspace.sources, to_errors=True)
        for one in done.templates:
            say(f"{one.path}: {plural(one.texts, 'text')}{'' if one.is_changed else ', as before'}")
    context.exit(CONTENT_FAULT if has_errors(done.diagnostics) else 0)


@catalogs.command("stats")
@click.argument("locales", metavar="[LOCALE]...", nargs=-1)
@with_domain
@with_format()
@pass_invocation
@click.pass_context
def stats(context: click.Context, invocation: Invocation, locales: tuple[str, ...], domain: str) -> None:
    """Show how far each locale is.

    Stale texts have changed since they were translated and wait for `update`; fuzzy ones wait for a translator.
    Neither is used: people get the next locale that has the text, in the end the source.
    """
    done = count_translations(invocation.root, locales, domain_named(domain))
    if invocation.is_json:
        rows = [
            {"domain": name, **dict(zip(COLUMNS, one.row(), strict=True))}
            for name, counted in done.domains.items()
            for one in counted
        ]
        data = [{name: _number(value) for name, value in row.items()} for row in rows]
        write_json({"locales": data, **diagnostics_as_data(done.diagnostics, done.workspace.sources)})
    else:
        if done.domains:
            table = [(name, *one.row()) for name, counted in done.domains.items() for one in counted]
            show_table([("domain", *COLUMNS), *table])
        elif not done.diagnostics:
            say("This workspace has no locales besides its source; name some in ivr.yaml under `locales`.")
        if done.diagnostics:
            show_diagnostics(done.diagnostics, done.workspace.sources, to_errors=True)
    context.exit(CONTENT_FAULT if has_errors(done.diagnostics) else 0)


@catalogs.command("check")
@with_format()
@pass_invocation
@click.pass_context
def check(context: click.Context, invocation: Invocation) -> None:
    """Show what is wrong or missing in the catalogs and the templates; `ivr-author check` shows that too."""
    diagnostics, sources = check_translations(invocation.root)
    if invocation.is_json:
        write_raw(to_json(diagnostics, sources))
    else:
        show_diagnostics(diagnostics, sources)
    context.exit(CONTENT_FAULT if has_errors(diagnostics) else 0)


@catalogs.command("compile")
@click.argument("locales", metavar="[LOCALE]...", nargs=-1)
@with_domain
@with_format()
@pass_invocation
@click.pass_context
def compile_(context: click.Context, invocation: Invocation, locales: tuple[str, ...], domain: str) -> None:
    """Write each catalog as an .mo file beside it, for other programs that read gettext.

    ivr-author itself reads the .po files. Fuzzy and obsolete translations are left out.
    """
    done = compile_catalogs(invocation.root, locales, domain_named(domain))
    if invocation.is_json:
        write_json({"paths": list(done.paths), **diagnostics_as_data(done.diagnostics, done.workspace.sources)})
    else:
        if done.diagnostics:
            show_diagnostics(done.diagnostics, done.workspace.sources, to_errors=True)
        for path in done.paths:
            say(path)
    context.exit(CONTENT_FAULT if has_errors(done.diagnostics) else 0)


def _number(value: str) -> int | str:
    bare = value.removesuffix("%")
    return int(bare) if bare.isdecimal() else value


catalogs.add_command(update)
catalogs.add_command(review)
catalogs.add_command(draft)
catalogs.add_command(suggest)
catalogs.add_command(pretranslate_)
catalogs.add_command(pseudo)
catalogs.add_command(export)
catalogs.add_command(import_)
catalogs.add_command(glossary)

COMMAND = catalogs
