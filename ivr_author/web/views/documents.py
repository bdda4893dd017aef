"""Documents: what a target emitted, to look at by folder. A part of Export, which also has the zip."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from ivr_author.harness.targets import load_targets
from ivr_author.ir.target import Artifact
from ivr_author.web.code import coloured_lines
from ivr_author.web.export_page import make, result_of
from ivr_author.web.language import gettext
from ivr_author.web.rooms import Room, snapshot
from ivr_author.web.studio import Built, Snapshot

blueprint = Blueprint("documents", __name__)
ROOM = Room(blueprint, under="export")

DEFAULT_TARGET = "twiml"


@dataclass(frozen=True, slots=True)
class Entry:
    """A document, or a folder with so many of them. `origin` is the flow and node that it comes from, where one."""

    name: str
    path: str
    size: int
    documents: int = 0
    origin: tuple[str, str] | None = None


@blueprint.get("/documents")
def index() -> Answer:
    """The first target's documents, those of one flow if the address names one."""
    targets = load_targets()
    target = DEFAULT_TARGET if DEFAULT_TARGET in targets else next(iter(targets))
    return redirect(url_for("documents.show", target=target, flow=request.args.get("flow")))


@blueprint.get("/documents/<target>/")
@blueprint.get("/documents/<target>/<path:path>")
def show(target: str, path: str = "") -> str | Response:
    """A folder, or one document."""
    if target not in load_targets():
        abort(404, gettext("There is no target “{target}”.").format(target=target))
    shown = snapshot()
    flow = request.args.get("flow", "")
    common: dict[str, object] = {
        "target": target,
        "targets": load_targets(),
        "flow": flow,
        "flows": sorted(shown.flow_paths()),
    }
    job = None if shown.is_checking else make(shown, f"documents/{target}", lambda _: shown.build(target))
    built = result_of(job)
    if not isinstance(built, Built):
        return render_template("documents_wait.html", job=job, here=request.full_path, **common)
    if built.artifact is None:
        return render_template("documents_blocked.html", faults=built.diagnostics, sources=shown.sources, **common)
    if path in built.artifact.files:
        return _document(shown, built.artifact, path, common)
    folder = path if not path or path.endswith("/") else f"{path}/"
    entries = _entries(shown, built.artifact, folder, flow)
    if folder and not entries:
        abort(404, gettext("There is no document “{path}” for this target.").format(path=path))
    return render_template(
        "documents.html",
        folder=folder,
        entries=entries,
        crumbs=_crumbs(folder),
        warnings=built.diagnostics,
        sources=shown.sources,
        count=len(built.artifact.files),
        size=sum(map(len, built.artifact.files.values())),
        **common,
    )


@blueprint.get("/documents/<target>.zip")
def download(target: str) -> Answer:
    """Where the zip was before Export was."""
    if target not in load_targets():
        abort(404, gettext("There is no target “{target}”.").format(target=target))
    return redirect(url_for("export.download", target=target))


def _document(shown: Snapshot, artifact: Artifact, path: str, common: dict[str, object]) -> str:
    raw = artifact.files[path]
    try:
        text: str | None = raw.decode("utf-8")
    except UnicodeDecodeError:
        text = None
    return render_template(
        "document.html",
        path=path,
        size=len(raw),
        lines=coloured_lines(path, text.removesuffix("\n")) if text is not None else None,
        origin=_origin(shown, path),
        known=frozenset(shown.content.flows) if shown.content else frozenset(),
        crumbs=_crumbs(path.rpartition("/")[0]),
        **common,
    )


def _entries(shown: Snapshot, artifact: Artifact, folder: str, flow: str) -> list[Entry]:
    documents: list[Entry] = []
    folders: dict[str, list[int]] = defaultdict(list)
    for path, raw in artifact.files.items():
        if not path.startswith(folder) or (flow and flow not in re.split(r"[/.]", path)):
            continue
        name, slash, _ = path[len(folder) :].partition("/")
        if slash:
            folders[name].append(len(raw))
        else:
            documents.append(Entry(name, path, len(raw), origin=_origin(shown, path)))
    below = [Entry(f"{name}/", f"{folder}{name}/", sum(sizes), len(sizes)) for name, sizes in sorted(folders.items())]
    return [*below, *sorted(documents, key=lambda entry: entry.name)]


def _origin(shown: Snapshot, path: str) -> tuple[str, str] | None:
    """The flow and node in a document's path: a folder or file that is named as they are."""
    flows = shown.content.flows if shown.content else {}
    parts = path.split("/")
    for index, part in enumerate(parts):
        flow = flows.get(part.partition(".")[0])
        if flow is not None:
            node = parts[index + 1].partition(".")[0] if index + 1 < len(parts) else ""
            return flow.id, node if flow.has_node(node) else ""
    return None


def _crumbs(folder: str) -> list[tuple[str, str]]:
    parts = [part for part in folder.split("/") if part]
    return [(part, "/".join(parts[: index + 1]) + "/") for index, part in enumerate(parts)]
