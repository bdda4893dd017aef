"""Telling what somebody else did to a flow meanwhile: what was kept beside an edit, or why the edit was not done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import url_for

from ivr_author.core.yaml_change import Path
from ivr_author.flow.node import exit_label
from ivr_author.usecases.edit_flow import EditedFlow, OutdatedEdit
from ivr_author.usecases.flow_ops import ChangeWords, Connect, ConnectExits, Op, Start
from ivr_author.usecases.history import LastChange
from ivr_author.usecases.rebase_edit import Clash
from ivr_author.web.conflict import Field, show_conflict
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
    if not outdated.clashes:
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


def show_outdated(page: FlowPage, outdated: OutdatedEdit, back: str) -> tuple[str, int]:
    """The page of an edit that was not done: both versions where it is of a few words, else why. Status 409."""
    found = _fields(outdated.meant, outdated.clashes)
    if found is None or page.flow is None:
        return page.render("flow_edit_refused.html", refused=[], outdated=why_outdated(outdated), back=back), 409
    endpoint, form, fields = found
    again = url_for(endpoint, flow_id=page.flow_id)
    return show_conflict(page.path, outdated.revision, fields, back=back, form=form, again=again)


def _fields(op: Op | None, clashes: Sequence[Clash]) -> tuple[str, Mapping[str, str], list[Field]] | None:
    """Where the form is sent again, what else it sends, and the fields with both versions."""
    match op:
        case ConnectExits(ends) if ends:
            return "flow_list.connect", {}, [_target(one, f"{one.node}/{one.exit}", clashes) for one in ends]
        case Connect(node, exit_path):
            return "flow_edit.edit", {"op": "connect", "node": node, "exit": exit_path}, [_target(op, "to", clashes)]
        case Start(node):
            return "flow_edit.edit", {"op": "start"}, [_field("node", gettext("A call begins"), node, clashes)]
        case ChangeWords(address, text, plural) if len(clashes) == 1 and plural is None:
            return "flow_edit.edit", {"op": "words", "address": address}, [_field("text", address, text, clashes)]
        case _:
            return None


def _target(end: Connect, name: str, clashes: Sequence[Clash]) -> Field:
    here = [one for one in clashes if one.path[1:2] == (end.node,)]
    return _field(name, exit_name(end), end.to, here)


def _field(name: str, label: str, mine: str, clashes: Sequence[Clash]) -> Field:
    words = [one for one in clashes if isinstance(one.now, str) and isinstance(one.before, str)]
    if not words:
        return Field(name, label, mine, mine)
    return Field(name, label, mine, str(words[0].now), str(words[0].before))


def exit_name(end: Connect) -> str:
    """An exit, to be read: its node and what leads there."""
    return f"{end.node} {exit_label(tuple(end.exit.split('/')))}"


def _who(change: LastChange | None) -> str:
    return change.version.who if change is not None and change.version is not None else ""
