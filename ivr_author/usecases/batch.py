"""`batch`: a notice for every member of a data file, by processes of this machine or the workers of a cluster."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from ivr_author.batch.cluster import ClusterPool
from ivr_author.batch.journal import Journal
from ivr_author.batch.lines import UnreadableData
from ivr_author.batch.local import LocalPool
from ivr_author.batch.orders import OrderChunk, OrderForm, cut_into_chunks
from ivr_author.batch.produce import Hashes, Producer, Progress
from ivr_author.batch.rows import open_table
from ivr_author.batch.runner import CannotRun
from ivr_author.batch.survey import Digest, Survey, survey_data
from ivr_author.batch.work import LETTER, Parcel, make_chunk, pack, versions_of
from ivr_author.core.diagnostics import Diagnostic, error
from ivr_author.core.source import Source, Span
from ivr_author.flow.content import Content
from ivr_author.notice.channel import CannotRender
from ivr_author.notice.content import NoticeFile
from ivr_author.notice.declaration.data import plain_name
from ivr_author.notice.model import Letterhead
from ivr_author.usecases.render import faults_of_notice, require_notice
from ivr_author.usecases.required import require_locale
from ivr_author.usecases.unknown import UnknownName
from ivr_author.workspace.files import WorkspaceError
from ivr_author.workspace.layout import (
    LANGUAGE_ASSISTANCE,
    LETTERHEAD,
    NOTICES_DOMAIN,
    catalog_path,
    notice_path,
    notice_template_path,
)
from ivr_author.workspace.outbox import Outbox, read_blocks
from ivr_author.workspace.project import Workspace, load_workspace

LETTERS_AT_ONCE = 10
"""A letter takes 25 ms and more; a chunk should take long enough that handing it over costs nothing."""

TEXTS_AT_ONCE = 200
"""A text takes a tenth of a millisecond."""

MAX_BUNDLE = 100
"""Letters in one file: setting 100 at once takes a gigabyte."""

_PIECES = 32
"""A small batch is cut smaller, so that all workers have something to do."""

RULES = {
    "cannot-render": "A notice can't be made on this machine",
    "cannot-run": "The workers of a batch can't go on",
}
"""Every rule id that this module can report, with its description."""


@dataclass(frozen=True, slots=True)
class BatchRequest:
    """What is asked for. `locale` and `key` empty: as the rows say. `processes` 0: one for each core.

    `cluster`: the address of a Dask scheduler, instead of processes. `bundle`: letters in one file, 0 for one each.
    """

    notice: str
    channel: str
    data: Path
    out: Path
    locale: str = ""
    bundle: int = 0
    duplex: bool = False
    large_print: bool = False
    key: str = ""
    delimiter: str = ""
    processes: int = 0
    cluster: str = ""


@dataclass(frozen=True, slots=True)
class BatchResult:
    """What became of it. `summary` is that of manifest.json; None where `diagnostics` say why there is none.

    `resumed`: rows that an earlier run had finished; `was_finished`: it had finished all. `unused`: columns of no use.
    `rejected`: the first rows that nothing was made of, as in the journal.
    """

    summary: Mapping[str, Any] | None
    diagnostics: tuple[Diagnostic, ...] = ()
    sources: Mapping[str, Source] | None = None
    resumed: int = 0
    was_finished: bool = False
    unused: tuple[str, ...] = ()
    rejected: tuple[Mapping[str, Any], ...] = ()


def run_batch(root: Path, request: BatchRequest, report: Callable[[Progress], None]) -> BatchResult:
    """Make what is asked for, or what an earlier run of the same left to do. Raises UnknownName, WorkspaceError."""
    workspace = load_workspace(root)
    content = workspace.content
    if content is None:
        return BatchResult(None, workspace.diagnostics, workspace.sources)
    file = require_notice(workspace, request.notice)
    letterhead = workspace.notices.letterhead
    if file is None or file.template is None or letterhead is None:
        return BatchResult(None, faults_of_notice(workspace, request.notice), workspace.sources)
    if request.channel not in file.notice.channels:
        raise UnknownName(f"channel of `{request.notice}`", request.channel, file.notice.channels)
    if request.locale:
        require_locale(content, request.locale)
    form = _order_form(content, file, request)
    shown = request.data.as_posix()
    try:
        with closing(read_blocks(request.data)) as blocks:
            survey = survey_data(blocks, shown, file.notice.fields, form, request.delimiter)
        parcel = _parcel(workspace, content, file, letterhead, request)
        return _Batch(workspace, content, file, request, form, survey, parcel).run(report)
    except (UnreadableData, WorkspaceError) as failure:
        return BatchResult(None, (failure.diagnostic,), workspace.sources)
    except CannotRender as failure:
        return BatchResult(None, (error("cannot-render", str(failure)),), workspace.sources)
    except CannotRun as failure:
        return BatchResult(None, (error("cannot-run", str(failure)),), workspace.sources)


class _Batch:
    """One batch whose data and words are known to be usable."""

    def __init__(
        self,
        workspace: Workspace,
        content: Content,
        file: NoticeFile,
        request: BatchRequest,
        form: OrderForm,
        survey: Survey,
        parcel: Parcel,
    ) -> None:
        self._request = request
        self._form = form
        self._survey = survey
        self._parcel = parcel
        self._size = request.bundle or _chunk_size(request.channel, survey.rows)
        self._hashes = _hashes(workspace, content, file, parcel)

    def run(self, report: Callable[[Progress], None]) -> BatchResult:
        """Begin, go on, or find it finished."""
        survey, request = self._survey, self._request
        with Outbox(request.out) as outbox:
            journal = Journal(outbox, self._identity())
            if journal.take_up():
                return BatchResult(journal.summary(), resumed=survey.rows, was_finished=True, unused=survey.unused)
            resumed = journal.totals.rows
            producer = Producer(outbox, journal, request.channel, self._hashes)
            if resumed < survey.rows:
                with self._pool() as pool:
                    producer.run(self._chunks(), pool, survey.rows, report)
            summary = journal.finish(survey.columns, {})
        rejected = tuple(journal.totals.first_rejected)
        return BatchResult(summary, resumed=resumed, unused=survey.unused, rejected=rejected)

    def _pool(self) -> LocalPool[Any] | ClusterPool[Any]:
        work = partial(make_chunk, pack(self._parcel))
        if self._request.cluster:
            return ClusterPool(work, self._request.cluster)
        return LocalPool(work, self._request.processes or os.cpu_count() or 1)

    def _chunks(self) -> Iterator[OrderChunk]:
        path = self._request.data.as_posix()
        with closing(read_blocks(self._request.data)) as blocks:
            digest = Digest(blocks)
            table = open_table(digest, path, self._request.delimiter)
            yield from cut_into_chunks(table.rows, self._form, self._size)
            if digest.sha256 != self._survey.sha256:
                message = "the file was changed while the batch was made of it"
                hint = "begin again, in another folder, with a file that stays as it is"
                raise UnreadableData("data-changed", message, Span(path, 1, 1, 1, 1), hint)

    def _identity(self) -> dict[str, Any]:
        """What a batch is made of: equal identities give equal bytes."""
        request, form, hashes = self._request, self._form, self._hashes
        return {
            "format": 1,
            "notice": request.notice,
            "channel": request.channel,
            "locale": form.locale,
            "large_print": form.large_print,
            "bundle": request.bundle,
            "duplex": request.duplex,
            "key": form.key,
            "delimiter": request.delimiter,
            "chunk": self._size,
            "data": self._survey.sha256,
            "template": hashes.template,
            "catalogs": dict(hashes.catalogs),
            "versions": dict(self._parcel.versions),
        }


def _order_form(content: Content, file: NoticeFile, request: BatchRequest) -> OrderForm:
    settings = content.settings
    return OrderForm(
        locale=request.locale or settings.source_locale,
        locales=settings.all_locales(),
        large_print=request.large_print,
        key=request.key,
        reference=file.notice.recipient.reference,
        taken=frozenset(plain_name(name) for name in file.notice.fields),
    )


def _parcel(
    workspace: Workspace, content: Content, file: NoticeFile, letterhead: Letterhead, request: BatchRequest
) -> Parcel:
    return Parcel(
        notice=file.notice,
        source=file.source,
        snippets=workspace.notices.snippets,
        letterhead=letterhead,
        catalogs=workspace.notice_catalogs,
        source_locale=content.settings.source_locale,
        channel=request.channel,
        versions=versions_of(request.channel),
        is_bundled=bool(request.bundle),
        is_duplex=request.duplex,
    )


def _chunk_size(channel: str, rows: int) -> int:
    """By the data alone: a batch that is taken up again must be cut as it was, by however many workers."""
    most = LETTERS_AT_ONCE if channel == LETTER else TEXTS_AT_ONCE
    return max(1, min(most, rows // _PIECES))


def _hashes(workspace: Workspace, content: Content, file: NoticeFile, parcel: Parcel) -> Hashes:
    """SHA-256 of what decides the words: the notice with all that it includes, and the catalog of each locale."""
    assert file.template is not None, "a notice without words is not sent"
    paths = [notice_path(file.notice.id), notice_template_path(file.notice.id), LETTERHEAD, LANGUAGE_ASSISTANCE]
    paths += [parcel.snippets[name].path for name in sorted(file.template.included)]
    whole = hashlib.sha256()
    for path in paths:
        if path in workspace.sources:
            whole.update(f"{path}\0{_digest(workspace.sources[path])}\n".encode())
    found = {locale: workspace.sources.get(catalog_path(locale, NOTICES_DOMAIN)) for locale in content.settings.locales}
    catalogs = {locale: _digest(source) for locale, source in sorted(found.items()) if source is not None}
    return Hashes(whole.hexdigest(), catalogs, parcel.versions.get("fonts", ""))


def _digest(source: Source) -> str:
    return hashlib.sha256(source.text.encode()).hexdigest()
