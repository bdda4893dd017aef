"""Every letter of the sample notices, in every locale, and judged: for the tests, and in whole for the benchmark."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import page

from ivr_author.catalog.lookup import Found, State, Translations
from ivr_author.core.placeholders import placeholder_names
from ivr_author.notice.branches import Branch, find_branches
from ivr_author.notice.render import Renderer
from ivr_author.workspace.project import Workspace

PSEUDO = {
    "km": "យើងមិនបានទទួលការបង់ប្រាក់ពេញលេញរបស់អ្នកសម្រាប់គម្រោងសុខភាព **ថ្ងៃនេះ** ទេ។",
    "hi": "हमें आपकी स्वास्थ्य योजना का **पूरा भुगतान** नहीं मिला। कृपया समय पर भुगतान करें।",
}
"""Words in languages that the sample has no catalogs for, but whose letters break other engines."""


class Pseudo(Translations):
    """A catalog that says the same sentence everywhere, with the placeholders of each text."""

    def __init__(self, locale: str) -> None:
        super().__init__({}, "en")
        self.locale = locale

    def translate(self, address: str, text: str, plural: str, locale: str) -> Found:
        """The sentence; a short text gets its first words only."""
        names = " ".join(f"{{{name}}}" for name in dict.fromkeys(placeholder_names(text)))
        words = PSEUDO[self.locale] if len(text) > 40 else PSEUDO[self.locale].split(" **")[0][:20]
        form = f"{words} {names}".strip()
        return Found(locale, (form, form) if plural else (form,), State.TRANSLATED)


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter of a notice in a locale."""

    renderer: Renderer
    branch: Branch
    locale: str

    @property
    def name(self) -> str:
        """For people."""
        return f"{self.renderer.notice.id} {self.branch.id} {self.locale}"

    def faults(self) -> list[str]:
        """What keeps the letter from being PDF/UA-1."""
        pdf = self.renderer.render("letter", self.locale, self.branch.values).parts["pdf"]
        verdict = page.validate_pdf_bytes(pdf, profile="ua1")
        if verdict.is_compliant and verdict.rules.total > 50:
            return []
        return [f"{one.rule_id}: {one.message}" for one in verdict.failures] or ["no rule was looked at"]


def letters_of(workspace: Workspace, most: int = 1_000) -> Iterator[Letter]:
    """Each branch (at most so many of a notice, spread over all) of each letter, in each locale, and in km and hi."""
    letterhead = workspace.notices.letterhead
    assert workspace.content is not None, "the sample can be read"
    assert letterhead is not None, "the sample can be read"
    for file in workspace.notices.notices.values():
        if "letter" not in file.notice.channels:
            continue
        found = find_branches(file, letterhead, "letter")
        assert found.is_complete, found.message
        assert not found.failures, found.failures
        step = max(1, len(found.branches) // most)
        own = Renderer(file, letterhead, workspace.notice_translations())
        renderers = dict.fromkeys(workspace.content.settings.all_locales(), own)
        renderers.update({locale: Renderer(file, letterhead, Pseudo(locale)) for locale in PSEUDO})
        for branch in found.branches[::step][:most]:
            for locale, renderer in renderers.items():
                yield Letter(renderer, branch, locale)
