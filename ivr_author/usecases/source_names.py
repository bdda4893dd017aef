"""The names that there are in a workspace, for an editor that completes them. A file's own names it sees by itself."""

from __future__ import annotations

from collections.abc import Mapping

from ivr_author.core.locale import find_locale
from ivr_author.workspace.project import Workspace


def names_in(workspace: Workspace) -> Mapping[str, Mapping[str, str]]:
    """By the kind that schemas name (`x-names`): each name, and a word or two on it, which may be empty."""
    notices = {name: one.notice.title.value for name, one in workspace.notices.notices.items()}
    content = workspace.content
    if content is None:
        return {"notices": notices}
    settings = content.settings
    return {
        "flows": {name: flow.title.value for name, flow in content.flows.items()},
        "calendars": dict.fromkeys(content.calendars, ""),
        "bulletins": {name: one.title.value for name, one in content.bulletins.items()},
        "queues": {name: str(one.number) for name, one in settings.queues.items()},
        "services": dict.fromkeys(settings.services, ""),
        "locales": {name: find_locale(name).endonym for name in settings.all_locales()},
        "notices": {**dict.fromkeys(sorted(workspace.notices.unreadable), ""), **notices},
    }
