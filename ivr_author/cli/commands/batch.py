"""`ivr-author batch`: a notice for every member of a data file."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import click

from ivr_author.batch.journal import REJECTED_ROWS
from ivr_author.batch.produce import Progress
from ivr_author.cli.invocation import CONTENT_FAULT, Invocation, pass_invocation, with_format
from ivr_author.cli.print import (
    bad,
    complain,
    diagnostics_as_data,
    faint,
    plural,
    say,
    show_diagnostics,
    show_progress,
    write_json,
)
from ivr_author.notice.channel_shelf import CHANNELS
from ivr_author.usecases.batch import MAX_BUNDLE, BatchRequest, BatchResult, run_batch

DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t", "pipe": "|"}
CALLED_WRONGLY = {"data-unreadable", "out-not-empty", "out-other-batch", "out-in-use"}
SHOWN = 5


@click.command("batch")
@click.argument("notice", metavar="NOTICE")
@click.option("--channel", type=click.Choice(tuple(CHANNELS)), required=True, help="The way it goes out.")
@click.option(
    "--data",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    help="The members: CSV, or JSON Lines (.jsonl). A column `locale` and `large_print` may say how each wants it.",
)
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    help="A new folder, or that of the same batch that was interrupted.",
)
@click.option("--locale", metavar="LOCALE", help="The language of rows that name none. Default: the source.")
@click.option(
    "--bundle", type=click.IntRange(2, MAX_BUNDLE), metavar="N", help="N letters in one PDF, each with a bookmark."
)
@click.option("--duplex", is_flag=True, help="In bundles, let each letter begin on a front side.")
@click.option("--large-print", is_flag=True, help="Letters in 18 point, for rows that do not say.")
@click.option(
    "--key",
    metavar="COLUMN",
    help="The column that names members in files. Default: `key`, else the notice's reference, else the row's number.",
)
@click.option(
    "--delimiter", type=click.Choice(tuple(DELIMITERS)), help="Between cells of CSV. Default: found in the first row."
)
@click.option("--processes", type=click.IntRange(1, 256), help="Default: one for each core.")
@click.option(
    "--cluster",
    metavar="ADDRESS",
    help="A Dask scheduler, tls://HOST:PORT (or tcp:// on this machine), instead of processes.",
)
@with_format()
@pass_invocation
@click.pass_context
def batch(
    context: click.Context,
    invocation: Invocation,
    notice: str,
    channel: str,
    data: Path,
    out: Path,
    locale: str | None,
    bundle: int | None,
    duplex: bool,
    large_print: bool,
    key: str | None,
    delimiter: str | None,
    processes: int | None,
    cluster: str | None,
) -> None:
    """Make NOTICE for every member of a file.

    Each gets a file, named by the member's key, and a line in manifest.jsonl: the files with their SHA-256, and the
    hashes of the words and values that they were made from. Rows that nothing can be made of go to rejected.csv with
    their reasons, and make the command exit with 1; mend them there and give that file as --data of another batch.

    A batch that was interrupted goes on when the same command is given again. The same input gives the same bytes,
    with any number of processes.

    \b
      ivr-author batch premium_bill --channel letter --data members.csv --out mailing
      ivr-author batch premium_bill --channel letter --data members.csv --out print --bundle 50 --duplex
      ivr-author batch outage --channel sms --data members.jsonl --out texts --locale es
      ivr-author batch renewal --channel letter --data all.csv --out mailing --cluster tls://10.0.0.5:8786

    A cluster's workers need ivr-author of the same version, with its fonts. Certificates for tls:// come from Dask's
    settings, such as DASK_DISTRIBUTED__COMM__TLS__CA_FILE.
    """
    if bundle is not None and channel != "letter":
        raise click.UsageError("--bundle is for letters")
    if duplex and bundle is None:
        raise click.UsageError("--duplex is for bundles: add --bundle")
    request = BatchRequest(
        notice=notice,
        channel=channel,
        data=invocation.root / data,
        out=invocation.root / out,
        locale=locale or "",
        bundle=bundle or 0,
        duplex=duplex,
        large_print=large_print,
        key=key or "",
        delimiter=DELIMITERS.get(delimiter or "", ""),
        processes=processes or 0,
        cluster=cluster or "",
    )
    started = time.monotonic()
    meter = _Meter()
    try:
        result = run_batch(invocation.root, request, meter.report)
    except KeyboardInterrupt:
        meter.close()
        complain("interrupted; the same command goes on where it stopped")
        raise
    meter.close()
    for fault in result.diagnostics:
        if fault.rule in CALLED_WRONGLY:
            raise click.UsageError("; ".join(part for part in (fault.message, fault.hint) if part))
    if invocation.is_json:
        write_json(_as_data(result, out))
    elif result.summary is None:
        show_diagnostics(result.diagnostics, result.sources or {}, to_errors=True)
    else:
        _show(result, out, time.monotonic() - started)
    context.exit(CONTENT_FAULT if result.summary is None or result.summary["rejected"] else 0)


class _Meter:
    """One line on a terminal: how far, how fast, how long still."""

    def __init__(self) -> None:
        self._started = time.monotonic()
        self._is_first = True

    def report(self, progress: Progress) -> None:
        """Show it, if somebody looks."""
        if self._is_first:
            # Reading and packing is over: the rate is that of the work.
            self._started, self._is_first = time.monotonic(), False
        seconds = time.monotonic() - self._started
        rate = (progress.done - progress.resumed) / seconds if seconds > 0 else 0.0
        share = progress.done / progress.total if progress.total else 1.0
        parts = [f"{progress.done:,} of {progress.total:,} ({share:.0%})"]
        parts += [f"{progress.rejected:,} rejected"] if progress.rejected else []
        if rate > 0:
            parts += [f"{rate:,.0f}/s", f"{_duration((progress.total - progress.done) / rate)} left"]
        show_progress(share, ", ".join(parts))

    def close(self) -> None:
        """Leave the line to what comes."""
        show_progress(None, "")


def _show(result: BatchResult, out: Path, seconds: float) -> None:
    summary = result.summary or {}
    place = out.as_posix()
    if result.was_finished:
        say(f"{place}: finished before, nothing to do; {plural(summary['made'], 'member')}")
    else:
        parts = [plural(summary["made"], "member"), plural(summary["files"], "file"), _size(summary["bytes"])]
        parts += [plural(summary["pages"], "page")] if "pages" in summary else []
        parts += [f"{name} {number:,}" for name, number in summary["locales"].items()]
        say(f"{place}: {', '.join(parts)} {faint(f'in {_duration(seconds)}')}")
        if result.resumed:
            say(f"{plural(result.resumed, 'row')} of these had been finished before")
    if result.unused:
        complain(f"columns of no use to this notice: {', '.join(result.unused)}")
    if summary["rejected"]:
        say(f"{bad(plural(summary['rejected'], 'row') + ' rejected')}: {place}/{REJECTED_ROWS}")
    for one in result.rejected[:SHOWN]:
        say(f"  row {one['row']}: {one['reason']}")


def _as_data(result: BatchResult, out: Path) -> dict[str, Any]:
    return {
        "out": out.as_posix(),
        "summary": result.summary,
        "resumed": result.resumed,
        "was_finished": result.was_finished,
        "unused_columns": list(result.unused),
        "rejected": [{name: one[name] for name in ("row", "faults")} for one in result.rejected],
        **diagnostics_as_data(result.diagnostics, result.sources or {}),
    }


def _duration(seconds: float) -> str:
    whole = round(seconds)
    hours, minutes = divmod(whole // 60, 60)
    return f"{hours}:{minutes:02}:{whole % 60:02}" if hours else f"{minutes}:{whole % 60:02}"


def _size(size: float) -> str:
    for unit in ("bytes", "kB", "MB"):
        if size < 1000:
            return f"{size:,.0f} {unit}"
        size /= 1000
    return f"{size:,.1f} GB"


COMMAND = batch
