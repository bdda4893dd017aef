"""`ivr-author schema`: JSON Schemas for editors."""

from __future__ import annotations

import click

from ivr_author.cli.invocation import Invocation, pass_invocation, with_format
from ivr_author.cli.print import say, write_json
from ivr_author.usecases.schema import write_schemas


@click.command("schema")
@with_format()
@pass_invocation
def schema(invocation: Invocation) -> None:
    """Write the JSON Schemas of all files.

    They go to flows/schema and notices/schema.
    A first line such as `# yaml-language-server: $schema=schema/flow.schema.json` in a flow lets any editor that
    knows the YAML language server complete and check what is typed. Run it again after an update of ivr-author.
    """
    paths = write_schemas(invocation.root)
    if invocation.is_json:
        write_json({"paths": list(paths)})
        return
    for path in paths:
        say(path)


COMMAND = schema
