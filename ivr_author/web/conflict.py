"""The page of a save that came too late: both versions, how they differ, and what can be done. Status 409.

Nothing is saved here: each button sends the form again, based on the version that is shown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import render_template, request

from ivr_author.catalog.compare import Run, word_difference
from ivr_author.core.locale import Locale
from ivr_author.usecases.history import base_text, last_change
from ivr_author.usecases.line_difference import Row, line_difference
from ivr_author.usecases.merge import merge_texts
from ivr_author.web.rooms import the_studio
from ivr_author.workspace.files import Conflict

MOST_LINES_BY_WORDS = 12
"""Texts of more lines are compared line by line."""


@dataclass(frozen=True, slots=True)
class Field:
    """A text that two people changed: `name` is that of the form's field. A text is None where it is gone or new.

    `base` is what it was when this person began; None where nobody knows.
    """

    name: str
    label: str
    mine: str
    theirs: str | None
    base: str | None = None

    @property
    def merged(self) -> str | None:
        """Both changes together; None where they touch each other, or nothing is known of the text before."""
        if self.base is None or self.theirs is None or self.mine == self.theirs:
            return None
        return merge_texts(self.base, self.mine, self.theirs)

    @property
    def offered(self) -> str:
        """What the editable text begins with."""
        return self.merged if self.merged is not None else self.mine

    @property
    def is_long(self) -> bool:
        """Whether the lines count more than the words."""
        return max(one.count("\n") for one in (self.mine, self.theirs or "")) > MOST_LINES_BY_WORDS

    @property
    def their_runs(self) -> Sequence[Run]:
        """What they made of the text that this person began from; where that is not known, of this person's."""
        return word_difference(self.mine if self.base is None else self.base, self.theirs or "")

    @property
    def my_runs(self) -> Sequence[Run]:
        """What this person made of it."""
        return () if self.base is None else word_difference(self.base, self.mine)

    @property
    def rows(self) -> Sequence[Row]:
        """From their text to this person's, by lines."""
        return line_difference(self.theirs or "", self.mine)


def show_conflict(
    path: str,
    their_revision: str,
    fields: Sequence[Field],
    *,
    back: str,
    form: Mapping[str, str] | None = None,
    again: str = "",
    editable: bool = True,
    locale: Locale | None = None,
    draft: str = "",
) -> tuple[str, int]:
    """The page for a file. `their_revision` is the disk's: what is saved next is based on it (the field `revision`).

    `form` has what else the form must send; `again` is where it is sent to (by default, where it came from); `back`
    leads to the file as it is now. `locale` is the language of the texts, where they are words. `draft` is the key
    under which the browser keeps what was typed (`data-draft` of the form that it was typed into).
    """
    page = render_template(
        "conflict.html",
        path=path,
        fields=fields,
        form={**(form or {}), "revision": their_revision},
        editable=editable,
        gone=all(field.theirs is None for field in fields),
        same=all(field.mine == field.theirs for field in fields),
        merged=any(field.merged is not None for field in fields),
        back=back,
        again=again or request.url,
        locale=locale,
        draft=draft,
        change=last_change(the_studio().root, path),
    )
    return page, 409


def whole_file(conflict: Conflict, base: str | None = None, name: str = "text") -> Field:
    """The field of a form that holds a whole file."""
    mine, theirs = (None if one is None else one.decode(errors="replace") for one in (conflict.ours, conflict.theirs))
    return Field(name, conflict.relative, mine or "", theirs, base)


def base_of(path: str, seen_revision: str) -> str | None:
    """A file's text when somebody began to change it, if git has it."""
    raw = base_text(the_studio().root, path, seen_revision)
    return None if raw is None else raw.decode(errors="replace")
