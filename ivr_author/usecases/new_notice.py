"""Begins a notice: a declaration and words that pass `check`, from what a person says of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ivr_author.core.diagnostics import Diagnostic, error
from ivr_author.core.source import Source
from ivr_author.core.text_input import has_control_character
from ivr_author.core.yaml_change import Set
from ivr_author.core.yaml_edit import edit_yaml
from ivr_author.flow.fields import ID_HINT
from ivr_author.flow.read import is_id
from ivr_author.notice.declaration.read import RESERVED_NOTICES
from ivr_author.workspace.files import Conflict
from ivr_author.workspace.keeper import Keeper, Kept
from ivr_author.workspace.layout import notice_path, notice_template_path
from ivr_author.workspace.notices import CHANNEL_NAMES
from ivr_author.workspace.project import Workspace

_WRITTEN = ("letter", "email", "web")

DECLARATION = """\
# yaml-language-server: $schema=../schema/notice.schema.json
format: 1
title: Title
purpose: Purpose
owner: Owner
channels: [letter]
fields:
  name: name
  address: address
sample:
  name: Robin Sample
  address: [12 Elm Street, "Sampleford, MA 01000"]
"""
WORDS = """\
# {title}

Dear {{{{ name }}}},

Say here what this notice is about, in short sentences.

Questions? Call us at {{{{ letterhead.phone }}}}.
"""
SHORT = """\

{{% block {channel} %}}
{title}. Questions? Call {{{{ letterhead.phone }}}}.
{{% endblock %}}
"""


@dataclass(frozen=True, slots=True)
class NewNotice:
    """What is asked for: its name in files, and what it is to people."""

    id: str
    title: str
    purpose: str
    owner: str
    channels: Sequence[str]


@dataclass(frozen=True, slots=True)
class Begun:
    """The notice is there."""

    kept: Kept


@dataclass(frozen=True, slots=True)
class NotBegun:
    """What is wrong, by the field of the form."""

    faults: tuple[tuple[str, Diagnostic], ...]


def begin_notice(keeper: Keeper, workspace: Workspace, new: NewNotice) -> Begun | NotBegun:
    """Write the files of a new notice. Raises WorkspaceError where they can't be written."""
    faults = tuple(_faults(workspace, new))
    if faults:
        return NotBegun(faults)
    try:
        kept = keeper.save(
            {path: (text.encode(), None) for path, text in files_of(new).items()},
            f"Begin the notice {new.id}",
        )
    except Conflict:
        return NotBegun((("id", _taken(new.id)),))
    return Begun(kept)


def files_of(new: NewNotice) -> Mapping[str, str]:
    """The files of a new notice by their paths."""
    declaration = edit_yaml(
        Source(notice_path(new.id), DECLARATION),
        [
            Set(("title",), new.title),
            Set(("purpose",), new.purpose),
            Set(("owner",), new.owner),
            Set(("channels",), list(new.channels)),
        ],
    ).source.text
    if any(one in _WRITTEN for one in new.channels):
        declaration = declaration.replace("\nchannels:", f"\nsubject: {_subject(new.title)}\nchannels:", 1)
    words = WORDS.format(title=_plain(new.title))
    for channel in new.channels:
        if channel == "sms":
            words += SHORT.format(channel=channel, title=_plain(new.title).rstrip("."))
    return {notice_path(new.id): declaration, notice_template_path(new.id): words}


def _plain(text: str) -> str:
    """A title as words of a template: what Markdown and Jinja2 would take for their own is left out."""
    return " ".join("".join(" " if one in "{}%#*_[]<>`\\|~" else one for one in text).split()) or "New notice"


def _subject(title: str) -> str:
    return '"' + _plain(title).replace('"', "'") + '"'


def _faults(workspace: Workspace, new: NewNotice) -> list[tuple[str, Diagnostic]]:
    found = []
    if not is_id(new.id) or new.id in RESERVED_NOTICES:
        found.append(("id", error("wrong-name", f"a notice can't be called `{new.id}`", hint=ID_HINT)))
    elif workspace.notices.has_notice(new.id):
        found.append(("id", _taken(new.id)))
    for name, text, hint in (
        ("title", new.title, "say what colleagues call it"),
        ("purpose", new.purpose, "say what it tells whom, and when"),
        ("owner", new.owner, "say whose it is"),
    ):
        if not text.strip():
            found.append((name, error("empty-value", f"`{name}` is empty", hint=hint)))
        elif has_control_character(text):
            found.append((name, error("control-character", "this holds a character that can't be seen", hint=hint)))
    if not new.channels or not set(new.channels) <= set(CHANNEL_NAMES):
        found.append(("channels", error("empty-value", "no channel is chosen", hint="choose one or more")))
    return found


def _taken(name: str) -> Diagnostic:
    return error("wrong-name", f"there is a notice `{name}` already", hint="choose another name")
