"""`ivr-author recordings`: what people speak of a call: the sheet for them, their files, and whether these are good."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from ivr_author.cli.invocation import CONTENT_FAULT, Invocation, pass_invocation, with_format
from ivr_author.cli.print import complain, diagnostics_as_data, plural, say, show_diagnostics, write_json
from ivr_author.core.diagnostics import Diagnostic, has_errors
from ivr_author.notice.channel import CannotRender
from ivr_author.speech.pace import seconds_of
from ivr_author.usecases.check_recordings import check_recordings
from ivr_author.usecases.import_recordings import Import, import_recordings
from ivr_author.usecases.print_sheet import sheet_as_pdf
from ivr_author.usecases.recording_sheet import (
    Only,
    Sheet,
    estimate_with_espeak,
    sheet_name,
    write_csv,
    write_sheets,
)
from ivr_author.usecases.takes import Delivery
from ivr_author.workspace.espeak import has_espeak
from ivr_author.workspace.files import write_files
from ivr_author.workspace.keeper import FileKeeper
from ivr_author.workspace.parcel import parcel_at

SUFFIXES = {"csv": ".csv", "pdf": ".pdf"}


@click.group("recordings")
def recordings() -> None:
    """Let people speak what calls say.

    A recording belongs to the very words of a text in one locale, and stands in locales/<locale>/audio/ with a
    manifest. A text that is changed loses its recording until it is recorded again; a voice speaks it meanwhile.

    \b
      ivr-author recordings script ht --out sheets        what is to be spoken, for the voice talent
      ivr-author recordings import takes/*.wav --locale ht --by "Ana Sample" --on 2026-11-22
      ivr-author recordings check ht                      listen to all of them
    """


@recordings.command("script")
@click.argument("locales", metavar="[LOCALE]...", nargs=-1)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    required=True,
    help="The folder for the sheets; or a file that ends in .csv or .pdf, for one locale.",
)
@click.option("--as", "form", type=click.Choice([*SUFFIXES, "both"]), default="both", show_default=True)
@click.option(
    "--only",
    type=click.Choice([str(one) for one in Only]),
    default=str(Only.MISSING),
    show_default=True,
    help="What has no recording of today's words; of that, what was recorded in earlier words; or everything.",
)
@click.option("--espeak", is_flag=True, help="Estimate lengths with espeak-ng: closer, where it is installed.")
@with_format()
@pass_invocation
@click.pass_context
def script(
    context: click.Context,
    invocation: Invocation,
    locales: tuple[str, ...],
    out: Path,
    form: str,
    only: str,
    espeak: bool,
) -> None:
    """Write the sheet for voice talents, for each LOCALE (default: all).

    The CSV is for studios' tools, the PDF for the speaker's stand: every text as it is spoken, under the name that its
    file is to have, with its numbers in words, notes of the glossary and an estimate of its length. Texts with values
    that are known only in the call are listed apart: no recording can say them.
    """
    single = next((name for name, suffix in SUFFIXES.items() if out.suffix == suffix), "")
    if single and len(locales) != 1:
        raise click.UsageError(f"{out} is one file: name one locale, or a folder")
    forms = [single] if single else list(SUFFIXES) if form == "both" else [form]
    if espeak and not has_espeak():
        complain("espeak-ng is not installed here; lengths are estimated from letters and figures.")
    made = write_sheets(invocation.root, locales, Only(only), estimate_with_espeak if espeak else seconds_of)
    files: dict[str, bytes] = {}
    faults: list[str] = []
    for sheet in made.sheets:
        for one in forms:
            name = out.name if single else sheet_name(sheet.locale, SUFFIXES[one])
            try:
                files[name] = write_csv(sheet) if one == "csv" else sheet_as_pdf(sheet, made)
            except CannotRender as fault:
                faults.append(f"{name}: {fault}")
    folder = out.parent if single else out
    write_files(invocation.root / folder, files)
    if invocation.is_json:
        data = [_sheet_as_data(sheet) for sheet in made.sheets]
        paths = [(folder / name).as_posix() for name in files]
        told = diagnostics_as_data(made.diagnostics, made.sources)
        write_json({"sheets": data, "files": paths, "refused": faults, **told})
    else:
        if made.diagnostics:
            show_diagnostics(made.diagnostics, made.sources, to_errors=True)
        for sheet in made.sheets:
            say(_summary(sheet))
        for name in files:
            say((folder / name).as_posix())
        for refused in faults:
            complain(refused)
    context.exit(CONTENT_FAULT if faults or has_errors(made.diagnostics) else 0)


@recordings.command("check")
@click.argument("locales", metavar="[LOCALE]...", nargs=-1)
@with_format()
@pass_invocation
@click.pass_context
def check(context: click.Context, invocation: Invocation, locales: tuple[str, ...]) -> None:
    """Listen to the recordings of each LOCALE (default: all), and show what is wrong with them.

    That is: files that are missing, listed nowhere, no sound, not 8 kHz mu-law; levels, clipping, silence at the ends,
    words cut off; lengths that can't be the text's; and texts that were changed since.
    """
    done = check_recordings(invocation.root, locales)
    if invocation.is_json:
        write_json({"recordings": dict(done.counts), **diagnostics_as_data(done.diagnostics, done.sources)})
    else:
        if done.diagnostics:
            show_diagnostics(done.diagnostics, done.sources)
        for locale, count in done.counts.items():
            say(f"{locale}: {plural(count, 'recording')}")
    context.exit(CONTENT_FAULT if has_errors(done.diagnostics) else 0)


@recordings.command("import")
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--locale", metavar="LOCALE", required=True, help="The language that is spoken.")
@click.option("--by", metavar="NAME", default="", help="Who speaks.")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="The day of the recording.")
@click.option("--address", metavar="ADDRESS", default="", help="The text's address, for one file of any name.")
@with_format()
@pass_invocation
@click.pass_context
def import_(
    context: click.Context,
    invocation: Invocation,
    files: tuple[Path, ...],
    locale: str,
    by: str,
    on: datetime | None,
    address: str,
) -> None:
    """Convert what a voice talent delivers, and keep it.

    Each FILE (WAV of any kind, FLAC, AIFF, OGG, MP3) is named as the sheet says, becomes 8 kHz mono mu-law in
    locales/<locale>/audio/ and is entered in the manifest. A file that can't be used is refused with the reason and
    stops no other; should the disk refuse any, nothing is changed at all.
    """
    if address and len(files) != 1:
        raise click.UsageError("--address is for one file")
    delivery = Delivery(by, on.date().isoformat() if on else "", address)
    parcels = [parcel_at(invocation.root / one) for one in files]
    done = import_recordings(FileKeeper(invocation.root), invocation.root, parcels, locale, delivery)
    found = [*done.diagnostics, *(fault for one in done.files for fault in one.diagnostics)]
    if invocation.is_json:
        data = [
            {
                "file": one.file,
                "path": one.recording.path if one.recording else None,
                "seconds": one.recording.seconds if one.recording else None,
            }
            for one in done.files
        ]
        write_json({"files": data, **diagnostics_as_data(found, done.sources)})
    else:
        _show_import(done, found)
    context.exit(CONTENT_FAULT if has_errors(found) else 0)


def _summary(sheet: Sheet) -> str:
    told = [f"{plural(len(sheet.lines), 'text')} of {sheet.texts:,} to record, about {plural(sheet.minutes, 'minute')}"]
    if sheet.drafts:
        told.append(f"{sheet.drafts:,} of them drafts that nobody has reviewed")
    if sheet.with_values:
        told.append(f"{plural(len(sheet.with_values), 'text')} with values that need a voice")
    if sheet.untranslated:
        told.append(f"{plural(len(sheet.untranslated), 'text')} without a translation")
    return f"{sheet.locale}: {'; '.join(told)}"


def _sheet_as_data(sheet: Sheet) -> dict[str, object]:
    return {
        "locale": sheet.locale,
        "texts": sheet.texts,
        "listed": len(sheet.lines),
        "seconds": round(sheet.seconds, 1),
        "drafts": sheet.drafts,
        "with_values": [one.address for one in sheet.with_values],
        "untranslated": list(sheet.untranslated),
    }


def _show_import(done: Import, found: list[Diagnostic]) -> None:
    if found:
        show_diagnostics(found, done.sources, to_errors=True)
    for one in done.files:
        if one.recording is None:
            say(f"{one.file}: refused")
        else:
            say(f"{one.file}: {one.recording.path}, {one.recording.seconds:.1f} s, {one.recording.address}")
    if done.files:
        say(f"{plural(len(done.accepted), 'file')} of {len(done.files):,} imported")


COMMAND = recordings
