"""`ivr-author notice`: what a notice can become."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from ivr_author.cli.invocation import CONTENT_FAULT, Invocation, pass_invocation, with_format
from ivr_author.cli.print import bad, diagnostics_as_data, faint, good, plural, say, show_diagnostics, write_json
from ivr_author.notice.channel_shelf import CHANNELS
from ivr_author.usecases.branches import BranchList, LetterChange, compare_branches, list_branches, write_branches


@click.group("notice")
def notice() -> None:
    """Look at what a notice can become."""


@notice.command("branches")
@click.argument("notice_id", metavar="NOTICE")
@click.option(
    "--channel", "channels", type=click.Choice(tuple(CHANNELS)), multiple=True, help="Only these. Default: all."
)
@click.option("--locale", "locales", metavar="LOCALE", multiple=True, help="Only these. Default: all of the workspace.")
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="Render every letter into this folder, in every locale and by every channel.",
)
@click.option("--against", metavar="REVISION", help="Show what changed against a git revision, or another folder.")
@with_format()
@pass_invocation
@click.pass_context
def branches(
    context: click.Context,
    invocation: Invocation,
    notice_id: str,
    channels: tuple[str, ...],
    locales: tuple[str, ...],
    out: Path | None,
    against: str | None,
) -> None:
    """List every distinct letter that NOTICE can become over its conditions.

    Each comes with the choices that lead to it, and an example member who would get it. These are the letters to read,
    to approve and to test, however many members there are.

    \b
      ivr-author notice branches termination
      ivr-author notice branches termination --out letters --locale es --channel letter
      ivr-author notice branches termination --against HEAD~1
    """
    listed = list_branches(invocation.root, notice_id)
    for locale in locales:
        if listed.renderer is not None and locale not in listed.locales:
            raise click.UsageError(f"there is no locale `{locale}`; known: {', '.join(listed.locales)}")
    if listed.renderer is None:
        if invocation.is_json:
            write_json(diagnostics_as_data(listed.diagnostics, listed.sources))
        else:
            show_diagnostics(listed.diagnostics, listed.sources, to_errors=True)
        context.exit(CONTENT_FAULT)
    changes = None if against is None else compare_branches(invocation.root, listed, against, channels, locales)
    written, problems = (0, []) if out is None else write_branches(listed, invocation.root / out, channels, locales)
    if invocation.is_json:
        write_json(_as_data(listed, changes, written, problems))
    else:
        if changes is None:
            _show(listed)
        else:
            _show_changes(changes, str(against))
        if out is not None:
            say(f"{out.as_posix()}: {plural(written, 'file')}")
        for problem in problems:
            say(f"{bad('not made')}: {problem}")
    context.exit(0 if listed.is_complete and not problems else CONTENT_FAULT)


def _show(listed: BranchList) -> None:
    for one in listed.letters:
        number = plural(len(one.found.branches), "letter")
        say(f"{', '.join(one.channels)}: {number}{'' if one.found.is_complete else ' and more'}")
        for branch in one.found.branches:
            say(f"  {branch.id}  {branch.description}")
        for chosen, why in one.found.failures:
            told = ", ".join(f"{name}: {raw}" for name, raw in chosen.items()) or "everyone"
            say(f"  {bad('not made')}  {told}: {why}")
        if one.found.message:
            say(f"  {one.found.message}")


def _show_changes(changes: list[LetterChange], against: str) -> None:
    for change in changes:
        say(f"{change.kind}: {change.channel}, {change.locale}, {change.branch.id} {faint(change.branch.description)}")
        for line in change.difference:
            if line.startswith("+"):
                say(f"  {good(line)}")
            elif line.startswith("-"):
                say(f"  {bad(line)}")
    say(
        f"{plural(len(changes), 'letter')} changed against {against}"
        if changes
        else f"no letter changed against {against}"
    )


def _as_data(
    listed: BranchList, changes: list[LetterChange] | None, written: int, problems: list[str]
) -> dict[str, Any]:
    return {
        "notice": listed.notice,
        "complete": listed.is_complete,
        "letters": [
            {
                "channels": one.channels,
                "message": one.found.message,
                "branches": [
                    {"id": branch.id, "chosen": dict(branch.chosen), "example": dict(branch.values)}
                    for branch in one.found.branches
                ],
                "failures": [{"chosen": dict(chosen), "reason": why} for chosen, why in one.found.failures],
            }
            for one in listed.letters
        ],
        "changes": None
        if changes is None
        else [
            {
                "kind": change.kind,
                "channel": change.channel,
                "locale": change.locale,
                "branch": change.branch.id,
                "difference": change.difference,
            }
            for change in changes
        ],
        "files": written,
        "problems": problems,
    }


COMMAND = notice
