"""What becomes of a save that went wrong in a small form: sentences for the form, and the status of the answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ivr_author.core.yaml_edit import CannotEdit
from ivr_author.usecases.edit_shared import NotThere
from ivr_author.usecases.edit_source import RefusedSource, SavedSource
from ivr_author.web.language import gettext
from ivr_author.workspace.files import Conflict, WorkspaceError


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why nothing was saved: a sentence, what to do, and the rule that says so, if one does."""

    message: str
    hint: str = ""
    rule: str = ""
    status: int = 422


def tried(save: Callable[[], SavedSource | RefusedSource]) -> list[Trouble]:
    """Save, and say what kept it from being saved; nothing where it stands in the file."""
    try:
        result = save()
    except Conflict:
        message = gettext("The file was changed meanwhile, by somebody else or in an editor.")
        return [Trouble(message, gettext("Look at what is here now, and send the form once more."), status=409)]
    except NotThere:
        message = gettext("This is no longer in the file.")
        return [Trouble(message, gettext("It was removed or renamed meanwhile."), status=409)]
    except CannotEdit as failure:
        hint = gettext("Edit the file as text.")
        return [Trouble(gettext("The file can't be changed by a form: {why}").format(why=failure), hint)]
    except WorkspaceError as failure:
        fault = failure.diagnostic
        return [Trouble(fault.message, fault.hint or "", fault.rule, 500)]
    if isinstance(result, RefusedSource):
        return [Trouble(one.message, one.hint or "", one.rule) for one in result.faults]
    return []
