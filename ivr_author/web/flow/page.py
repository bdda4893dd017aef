"""What all tabs of one flow have in common: the flow, its faults, the language of its words, the page around it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import abort, render_template, request

from ivr_author.core.diagnostics import Diagnostic
from ivr_author.core.locale import Locale, find_locale
from ivr_author.flow.content import Flow
from ivr_author.web.access import locales_to_choose
from ivr_author.web.language import gettext
from ivr_author.web.presenters import readiness_of
from ivr_author.web.rooms import snapshot
from ivr_author.web.studio import Snapshot


@dataclass(frozen=True, slots=True)
class FlowPage:
    """A flow that is shown. `flow` is None where its file can't be read; `show_broken` says why."""

    shown: Snapshot
    flow_id: str
    path: str
    flow: Flow | None
    faults: Sequence[Diagnostic]
    locale: Locale
    locales: Sequence[Locale]

    @property
    def flow_ids(self) -> frozenset[str]:
        """Every flow that can be read."""
        return frozenset(self.shown.content.flows) if self.shown.content else frozenset()

    @property
    def is_callable(self) -> bool:
        """Whether the flow is free of errors, so that the phone can call it."""
        return self.shown.can_be_called(self.flow_id)

    def render(self, template: str, **more: Any) -> str:
        """A tab's page: `template` extends flow_base.html."""
        return render_template(
            template,
            page=self,
            flow=self.flow,
            path=self.path,
            faults=self.faults,
            sources=self.shown.sources,
            locale=self.locale,
            locales=self.locales,
            readiness={one.locale.id: one for one in readiness_of(self.shown.stats.get(self.flow_id, {}))},
            callable=self.is_callable,
            **more,
        )

    def show_broken(self) -> str:
        """The page of a flow whose file can't be read."""
        return self.render("flow_broken.html")


def open_flow(flow_id: str) -> FlowPage:
    """The flow that an address names, readable or not, in the language that it asks for (`locale`)."""
    shown = snapshot()
    path = shown.flow_paths().get(flow_id)
    if path is None:
        abort(404, gettext("There is no flow “{flow}”.").format(flow=flow_id))
    flow = shown.content.flows.get(flow_id) if shown.content else None
    locales = locales_to_choose(shown.content.settings.all_locales() if shown.content else ("en",))
    chosen = find_locale(chosen_locale(locales))
    faults = shown.faults_of(path)
    return FlowPage(shown, flow_id, path, flow, faults, chosen, [find_locale(one) for one in locales])


def chosen_locale(locales: Sequence[str]) -> str:
    """The language that words are shown in; the source language unless the address asks for another."""
    asked = request.args.get("locale", "")
    return asked if asked in locales else locales[0]
