"""`ivr-author compile`: the documents of a target."""

from __future__ import annotations

from pathlib import Path

import click

from ivr_author.cli.commands._options import TARGET
from ivr_author.cli.invocation import CONTENT_FAULT, Invocation, pass_invocation, with_format
from ivr_author.cli.print import complain, diagnostics_as_data, plural, say, show_diagnostics, write_json
from ivr_author.core.diagnostics import Severity, has_errors
from ivr_author.core.report import count_text
from ivr_author.usecases.build import compile_flows, write_artifact


@click.command("compile")
@click.argument("flows", metavar="[FLOW]...", nargs=-1)
@click.option("--target", type=TARGET, required=True, help="What to compile to.")
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    help="The folder to write to. What an earlier build left there and this one lacks is removed.",
)
@with_format()
@pass_invocation
@click.pass_context
def compile_(context: click.Context, invocation: Invocation, flows: tuple[str, ...], target: str, out: Path) -> None:
    """Compile flows to the documents of a target.

    They come in every locale of the workspace. A FLOW brings along every flow that it leads to; without one, all are
    compiled. Content with errors is not
    compiled, and nothing is written. The same content gives the same bytes on every machine.

    \b
      ivr-author compile --target twiml --out build/twiml
      ivr-author compile --target voicexml --out build/voicexml billing
    """
    result = compile_flows(invocation.root, target, flows)
    written = None if result.artifact is None else write_artifact(result.artifact, invocation.root / out)
    failed = has_errors(result.diagnostics)
    if invocation.is_json:
        data = diagnostics_as_data(result.diagnostics, result.sources)
        facts = {"files": written.files, "changed": written.changed, "removed": written.removed} if written else None
        entry = result.artifact.entry if result.artifact else None
        write_json({"target": target, "out": out.as_posix(), "entry": entry, "written": facts, **data})
    elif failed:
        errors = [one for one in result.diagnostics if one.severity is Severity.ERROR]
        show_diagnostics(errors, result.sources, to_errors=True)
    elif written is not None and result.artifact is not None:
        parts = [plural(written.files, "file"), f"{written.changed:,} new or changed"]
        parts += [f"{written.removed:,} removed"] if written.removed else []
        say(f"{out.as_posix()}: {', '.join(parts)}; begins with {result.artifact.entry}")
        if result.diagnostics:
            complain(f"{count_text(result.diagnostics)}: `ivr-author check` shows them")
    context.exit(CONTENT_FAULT if failed else 0)


COMMAND = compile_
