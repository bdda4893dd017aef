"""Telling what somebody else did to a flow meanwhile: what was kept beside an edit, or why the edit was not done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import request, url_for

from ivr_author.catalog.compare import Run, word_difference
from ivr_author.core.yaml_change import Path
from ivr_author.core.yaml_write import Value, block_entry, block_item, scalar_text
from ivr_author.flow.node import exit_label
from ivr_author.usecases.edit_flow import EditedFlow, OutdatedEdit
from ivr_author.usecases.flow_ops import ChangeNode, ChangeWords, Connect, ConnectExits, Op
from ivr_author.usecases.history import LastChange
from ivr_author.web.conflict import Field, show_conflict
from ivr_author.web.flow.op_form import form_of_op
from ivr_author.web.flow.page import FlowPage
from ivr_author.web.language import gettext


def kept_beside(done: EditedFlow) -> str:
    """What to say of changes of others that stand beside an edit; empty where there are none."""
    if done.beside is None:
        return ""
    who = _who(done.beside)
    if not who:
        return gettext("Also kept what was changed meanwhile outside of the studio.")
    return gettext("Also kept what {who} changed meanwhile.").format(who=who)


def why_outdated(outdated: OutdatedEdit) -> str:
    """Why an edit was not done."""
    if outdated.meant is None or not outdated.clashes:
        return gettext("The flow was changed meanwhile. Look at it as it is now, and try once more.")
    what = ", ".join(dict.fromkeys(place_name(one.path) for one in outdated.clashes))
    who = _who(outdated.by)
    if not who:
        return gettext("Somebody changed {what} meanwhile, outside of the studio.").format(what=what)
    return gettext("{who} changed {what} meanwhile.").format(who=who, what=what)


def place_name(path: Path) -> str:
    """A place in a flow's file: the node, and what of it."""
    steps = [str(one + 1) if isinstance(one, int) else one for one in path]
    if steps[:1] == ["nodes"]:
        steps = steps[1:]
    return " ".join(one.replace("_", " ") if index else one for index, one in enumerate(steps))


@dataclass(frozen=True, slots=True)
class Place:
    """A place that two people changed, as text: when this person began, now, as this person wants it. None: nothing."""

    label: str
    before: str | None
    theirs: str | None
    mine: str | None

    @property
    def their_runs(self) -> Sequence[Run]:
        """What they made of it."""
        return word_difference(self.before or "", self.theirs or "")

    @property
    def my_runs(self) -> Sequence[Run]:
        """What this person makes of it."""
        return word_difference(self.before or "", self.mine or "")


def places_of(outdated: OutdatedEdit) -> list[Place]:
    """Every place that stood in the way, with both versions."""
    return [
        Place(place_name(one.path), as_text(one.before), as_text(one.now), as_text(one.mine))
        for one in outdated.clashes
    ]


def as_text(value: Value) -> str | None:
    """A value as people read it: words as they are, the rest as the file has it."""
    if value is None:
        return None
    if isinstance(value, Mapping):
        return "\n".join(block_entry(key, one, 0, "\n") for key, one in value.items())
    if isinstance(value, str | int | float):
        return scalar_text(value)
    return "\n".join(block_item(one, 0, "\n") for one in value)


def show_outdated(page: FlowPage, outdated: OutdatedEdit, op: Op, back: str) -> str:
    """The page of an edit that was not done: both versions, and what can be done now. Nothing is saved by it.

    Its button sends what was meant once more, and no more than that, based on the version that is shown.
    """
    meant = outdated.meant or op
    clashes = outdated.clashes
    again = form_again(page, meant, outdated.revision)
    if isinstance(meant, ChangeWords) and meant.plural is None and len(clashes) == 1 and outdated.meant is not None:
        hidden = {name: values[0] for name, values in again["form"].items() if name not in ("text", "revision")}
        words = [Field("text", meant.address, meant.text, as_text(clashes[0].now), as_text(clashes[0].before))]
        return show_conflict(page.path, outdated.revision, words, back=back, form=hidden, again=again["again"])[0]
    return page.render(
        "flow_edit_outdated.html",
        why=why_outdated(outdated),
        wanted=outdated.wanted,
        places=places_of(outdated),
        is_possible=outdated.is_possible,
        back=back,
        **again,
    )


def form_again(page: FlowPage, op: Op, revision: str) -> dict[str, Any]:
    """For a page: what sends an operation once more, its fields and where to, based on a revision of the file."""
    form: dict[str, str | Sequence[str]] = {**form_of_op(op, _record(page, op)), "revision": revision}
    if request.values.get("back") == "canvas":
        form["back"] = "canvas"
    endpoint = "flow_list.connect" if isinstance(op, ConnectExits) else "flow_edit.edit"
    return {
        "again": url_for(endpoint, flow_id=page.flow_id, locale=request.args.get("locale") or None),
        "form": {name: [value] if isinstance(value, str) else value for name, value in form.items()},
    }


def _record(page: FlowPage, op: Op) -> type | None:
    node = page.flow.nodes.get(op.node) if isinstance(op, ChangeNode) and page.flow is not None else None
    return None if node is None else type(node)


def exit_name(end: Connect) -> str:
    """An exit, to be read: its node and what leads there."""
    return f"{end.node} {exit_label(tuple(end.exit.split('/')))}"


def _who(change: LastChange | None) -> str:
    return change.version.who if change is not None and change.version is not None else ""
