"""`ivr-author paths`: calls that cover a flow."""

from __future__ import annotations

from pathlib import Path
from typing import Any, get_args

import click

from ivr_author.cli.invocation import CONTENT_FAULT, Invocation, pass_invocation, with_format
from ivr_author.cli.print import complain, diagnostics_as_data, plural, say, show_diagnostics, write_json, write_raw
from ivr_author.flow.edges import Edge
from ivr_author.harness.advice import Item
from ivr_author.harness.paths import CoverKind
from ivr_author.usecases.paths import NotOurs, PathsResult, find_paths, write_paths

SHOWN = 20
"""Things that are not covered, in text; JSON names all of them."""


@click.command("paths")
@click.argument("flow", metavar="FLOW")
@click.option(
    "--cover", type=click.Choice(get_args(CoverKind)), default="edges", show_default=True, help="What to pass."
)
@click.option("--locale", default="", metavar="LOCALE|all", help="The locale that calls begin in. Default: the source.")
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), help="A file for the calls. Default: the output."
)
@with_format()
@pass_invocation
@click.pass_context
def paths(
    context: click.Context, invocation: Invocation, flow: str, cover: CoverKind, locale: str, out: Path | None
) -> None:
    """Find few calls that together pass everything in FLOW.

    Everything: its nodes, the ways from node to node (edges), or each two ways in a row, in FLOW and in every flow
    that it leads to. Wrong keys, silence, hanging up, closed hours, full queues and failed lookups are ways too. What
    no call can pass is named with the reason, and so is how much of FLOW the hand-written calls reach.

    \b
      ivr-author paths billing --out billing.yaml
      ivr-author call billing --script billing.yaml --target voicexml
    """
    result = find_paths(invocation.root, flow, cover, locale)
    if not result.coverings:
        if invocation.is_json:
            write_json(diagnostics_as_data(result.diagnostics, result.sources))
        else:
            show_diagnostics(result.diagnostics, result.sources, to_errors=True)
        context.exit(CONTENT_FAULT)
    if out is not None:
        try:
            write_paths(result, invocation.root / out)
        except NotOurs as refusal:
            raise click.UsageError(str(refusal)) from None
    if invocation.is_json:
        write_json(_as_data(result, out))
        return
    if out is None:
        write_raw(result.script)
    for line in _summary(result, cover):
        # The calls go where results go, so what is said about them stands beside.
        if out is None:
            complain(line)
        else:
            say(line)


def _summary(result: PathsResult, cover: CoverKind) -> list[str]:
    lines = []
    things = cover.replace("-", " ")
    for locale, covering in result.coverings.items():
        number = plural(len(covering.calls), "call")
        lines.append(f"{locale}: {number} pass {covering.covered:,} of {covering.total:,} {things}")
    missing = dict.fromkeys((one.item, one.reason) for one in next(iter(result.coverings.values())).missing)
    lines += [f"  not passed: {_name(item)}: {reason}" for item, reason in list(missing)[:SHOWN]]
    lines += [f"  ... and {len(missing) - SHOWN:,} more"] if len(missing) > SHOWN else []
    by_hand = result.by_hand
    assert by_hand is not None, "calls were found"
    nodes = f"{by_hand.nodes_reached:,} of {plural(len(by_hand.nodes), 'node')}"
    edges = f"{by_hand.edges_reached:,} of {plural(len(by_hand.edges), 'edge')}"
    lines.append(f"hand-written calls reach {nodes} and {edges} of the flow {by_hand.flow}")
    lines += [f"  not reached: {edge}" for edge in by_hand.missing_edges[:SHOWN]]
    more = len(by_hand.missing_edges) - SHOWN
    lines += [f"  ... and {more:,} more"] if more > 0 else []
    return lines


def _as_data(result: PathsResult, out: Path | None) -> dict[str, Any]:
    by_hand = result.by_hand
    assert by_hand is not None, "calls were found"
    return {
        "coverings": [
            {
                "locale": locale,
                "cover": covering.cover,
                "calls": len(covering.calls),
                "covered": covering.covered,
                "total": covering.total,
                "missing": [{"item": _name(one.item), "reason": one.reason} for one in covering.missing],
            }
            for locale, covering in result.coverings.items()
        ],
        "by_hand": {
            "nodes": [by_hand.nodes_reached, len(by_hand.nodes)],
            "edges": [by_hand.edges_reached, len(by_hand.edges)],
            "missing_nodes": list(by_hand.missing_nodes),
            "missing_edges": [str(edge) for edge in by_hand.missing_edges],
        },
        "out": out.as_posix() if out else None,
        "script": None if out else result.script,
    }


def _name(item: Item) -> str:
    return str(item) if isinstance(item, (str, Edge)) else ", then ".join(map(str, item))


COMMAND = paths
