"""Tags that belong together, `if` with its `endif`, as groups inside groups; what is inside them is `template`'s."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from ivr_author.core.diagnostics import Diagnostic, error
from ivr_author.flow.fields import nearest
from ivr_author.notice.template.layout import Event
from ivr_author.notice.template.scan import Piece

MAX_DEPTH = 8
"""Tags inside each other; nobody can say of more when the words appear."""

_OPENING = {"if": "endif", "for": "endfor", "trans": "endtrans", "block": "endblock"}
_BETWEEN = {"if": ("elif", "else"), "for": ("else",), "trans": ("pluralize",), "block": ()}
_ALONE = ("set",)
KNOWN = {*_OPENING, *_OPENING.values(), *_ALONE, "elif", "else", "pluralize", "include", "raw", "endraw"}


@dataclass(slots=True)
class Group:
    """Tags of one construct with the lines before which they stand; `branches`: the groups between two of its tags."""

    word: str
    tags: list[Piece]
    lines: list[int]
    branches: list[list[Group]] = field(default_factory=list)


def match_tags(events: Sequence[Event]) -> tuple[list[Group], list[Diagnostic]]:
    """The groups of these tags in order. A tag that lacks its partner is a fault, and so is one that we don't have."""
    faults: list[Diagnostic] = []
    top: list[Group] = []
    open_groups: list[Group] = []
    for event in events:
        tag = event.tag
        level = open_groups[-1].branches[-1] if open_groups else top
        if tag.word in _ALONE:
            level.append(Group(tag.word, [tag], [event.line]))
        elif tag.word in _OPENING:
            group = Group(tag.word, [tag], [event.line], [[]])
            level.append(group)
            open_groups.append(group)
            if len(open_groups) > MAX_DEPTH:
                faults.append(error("template-not-allowed", f"more than {MAX_DEPTH} tags inside each other", tag.span))
                return [], faults
        elif open_groups and tag.word in _BETWEEN[open_groups[-1].word] and not _is_after_else(open_groups[-1]):
            open_groups[-1].tags.append(tag)
            open_groups[-1].lines.append(event.line)
            open_groups[-1].branches.append([])
        elif open_groups and tag.word == _OPENING[open_groups[-1].word]:
            open_groups[-1].tags.append(tag)
            open_groups[-1].lines.append(event.line)
            open_groups.pop()
        else:
            faults.append(unexpected(tag, open_groups[-1].word if open_groups else ""))
    faults.extend(never_closed(group.tags[0]) for group in open_groups)
    return ([], faults) if faults else (top, faults)


def _is_after_else(group: Group) -> bool:
    return group.tags[-1].word in ("else", "pluralize")


def never_closed(tag: Piece) -> Diagnostic:
    """The fault of an opening tag without its end."""
    end = _OPENING[tag.word]
    return error("template-syntax", f"`{{% {tag.word} %}}` is never closed", tag.span, f"add `{{% {end} %}}`")


def unexpected(tag: Piece, inside: str) -> Diagnostic:
    """The fault of a tag that has no place here."""
    if tag.word not in KNOWN:
        hint = f"{nearest(tag.word, KNOWN)}; templates have no macros, imports or assignments to what they are given"
        return error("template-not-allowed", f"templates have no tag `{tag.word}`", tag.span, hint)
    hint = f"close `{inside}` with `{{% {_OPENING[inside]} %}}` first" if inside else "remove it, or open it before"
    return error("template-syntax", f"`{{% {tag.word} %}}` has no beginning here", tag.span, hint)


def split_target(tag: Piece) -> tuple[str, str]:
    """`row in rows` as its two parts; the second is empty where there is no `in`."""
    target, _, rows = tag.text.partition(" in ")
    return target.strip(), rows.strip()
