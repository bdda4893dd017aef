"""`ivr-author`: the command line. Each command is a module of `commands`, loaded when it is used."""

from __future__ import annotations

import gc
import importlib
import io
import os
import pkgutil
import sys
import traceback
from pathlib import Path

import click

from ivr_author import __version__
from ivr_author.cli import commands
from ivr_author.cli.invocation import CONTENT_FAULT, Invocation
from ivr_author.cli.print import bad, complain
from ivr_author.core.report import to_text
from ivr_author.usecases.unknown import UnknownName
from ivr_author.workspace.files import Conflict, WorkspaceError

OUR_FAULT = 70
"""Exit code when the program itself fails (EX_SOFTWARE of sysexits.h), so that no script takes it for a finding."""

INTERRUPTED = 130
"""Exit code after Ctrl-C, as shells give it."""

COLLECT_AFTER = 50_000
"""New objects after which the garbage collector looks at them. Nearly all that a command loads and reads stays: to walk
through it after every 700 is a tenth of the time of most commands."""


class CommandShelf(click.Group):
    """Every module of `commands` with its `COMMAND`. A command that is not used is not loaded: most need little."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The modules' names; an underscore marks what several commands share."""
        return sorted(one.name for one in pkgutil.iter_modules(commands.__path__) if not one.name.startswith("_"))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load one."""
        if cmd_name not in self.list_commands(ctx):
            return None
        command = importlib.import_module(f"{commands.__name__}.{cmd_name}").COMMAND
        assert isinstance(command, click.Command), "a module of commands exports COMMAND"
        return command

    def invoke(self, ctx: click.Context) -> object:
        """Run a command; what a person asked for and cannot have is said in their words."""
        try:
            return super().invoke(ctx)
        except UnknownName as unknown:
            raise click.UsageError(str(unknown)) from None
        except WorkspaceError as failure:
            complain(to_text([failure.diagnostic]).partition("\n\n")[0])
            ctx.exit(CONTENT_FAULT)
        except Conflict as conflict:
            complain(f"{conflict}; nothing was saved. Run the command again.")
            ctx.exit(CONTENT_FAULT)
        except (KeyboardInterrupt, click.Abort):
            complain("")
            ctx.exit(INTERRUPTED)


@click.group(cls=CommandShelf, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option(
    "-C",
    "root",
    metavar="DIR",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=Path(),
    help="The workspace: the folder with ivr.yaml. Paths on the command line are relative to it. Default: here.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    help="How commands write their results; text is for people.",
)
@click.version_option(__version__, prog_name="ivr-author")
@click.pass_context
def cli(context: click.Context, root: Path, form: str) -> None:
    """Write call flows in YAML, check them, translate them, compile them, and call them.

    \b
    A first walk through all of it:
      ivr-author init try                       a small workspace, in the folder `try`
      ivr-author -C try check                   every fault in it, with the way out
      ivr-author -C try call main               call it from this terminal
      ivr-author -C try test                    play its call scripts on every target
      ivr-author -C try compile --target twiml --out build/twiml

    Every command exits with 0 if all is well, 1 if something is wrong in the content, 2 if it was called wrongly.
    """
    context.obj = Invocation(root, form)


def main() -> None:
    """The program. Only here is a fault of ours caught, so that it is told apart from a fault in the content."""
    gc.set_threshold(COLLECT_AFTER)
    for stream in (sys.stdout, sys.stderr):
        # Eight languages on a terminal that knows one: what it lacks is shown by its number, and nothing fails.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    is_plain = bool(os.environ.get("NO_COLOR"))
    try:
        cli.main(prog_name="ivr-author", color=False if is_plain else None)
    except Exception:  # noqa: BLE001 - the outermost line of a face
        traceback.print_exc()
        complain(
            f"\n{bad('ivr-author itself has failed.')} This is our fault, not yours; please report what stands above."
        )
        sys.exit(OUR_FAULT)
