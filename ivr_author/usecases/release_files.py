"""What a release holds: a bundle for each target, a sample of every notice in every language, catalogs, the account of
what changed. Where it is kept is left to the workspace."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from ivr_author.changes.model import Report
from ivr_author.changes.write import to_data, to_markdown
from ivr_author.harness.targets import load_targets
from ivr_author.ir.program import Program
from ivr_author.notice.channel import CannotRender
from ivr_author.notice.content import NoticeFile
from ivr_author.usecases.build import emit
from ivr_author.usecases.export import bundle_of
from ivr_author.usecases.gate import Block
from ivr_author.usecases.released import CHANGES, CHANGES_DATA, bundle_path
from ivr_author.usecases.render import open_renderer, part_names, sample_values
from ivr_author.workspace.layout import DOMAINS, catalog_path, notice_template_path
from ivr_author.workspace.project import Workspace
from ivr_author.workspace.revision import Revision

File = tuple[str, bytes]


def bundle_files(root: Path, program: Program, commit: Revision) -> Iterator[File]:
    """The bundle of each target, packed, as the studio exports it."""
    for target in load_targets():
        yield bundle_path(target), bundle_of(root, program, emit(program, target), commit).raw


def catalog_files(workspace: Workspace) -> Iterator[File]:
    """The catalogs of each language as they were read."""
    locales = workspace.content.settings.locales if workspace.content is not None else ()
    for locale in locales:
        for domain in DOMAINS:
            source = workspace.sources.get(catalog_path(locale, domain))
            if source is not None:
                yield f"catalogs/{locale}/{domain}.po", source.text.encode()


def letter_files(workspace: Workspace) -> Iterator[File | Block]:
    """Each notice by each of its channels in each language, for a sample member; or why it can't be made."""
    if workspace.content is None:
        return
    for notice_id, file in workspace.notices.notices.items():
        renderer = open_renderer(workspace, file)
        if renderer is None or not file.notice.samples:
            continue
        for locale in workspace.content.settings.all_locales():
            sample = sample_in(file, locale)
            values, _ = sample_values(file, sample)
            for channel in file.notice.channels:
                try:
                    rendering = renderer.render(channel, locale, values, sample)
                except CannotRender as fault:
                    message = f"{notice_id}, {channel}, {locale}, for {sample}: {fault}"
                    yield Block(message, "file", f"{notice_template_path(notice_id)}:1:1", locale)
                    continue
                names = part_names(channel, channel)
                for part, raw in rendering.parts.items():
                    yield f"letters/{notice_id}/{locale}/{names[part]}", raw


def sample_in(file: NoticeFile, locale: str) -> str:
    """The first sample member who reads a language; the first of all where nobody does."""
    samples = file.notice.samples
    return next((name for name, one in samples.items() if one.locale == locale), next(iter(samples)))


def change_files(report: Report | None, since: str) -> Iterator[File]:
    """The account of what callers and members get otherwise than from the release before; None: there was none."""
    if report is None:
        yield CHANGES, b"# Changes\n\nThis is the first release.\n"
        return
    yield CHANGES, to_markdown(report, since).encode()
    yield CHANGES_DATA, _json(to_data(report, since))


def _json(data: object) -> bytes:
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()
