"""The inline Markdown of notices: which of it there is, for those who set it and those who send it to translators."""

from __future__ import annotations

from markdown_it import MarkdownIt


class _Inlines(MarkdownIt):
    """Where a link may lead is judged by `notice.template.links`, with a fault instead of silence; it stays as is."""

    def validateLink(self, url: str) -> bool:  # noqa: N802 - the library's name
        return bool(url)

    def normalizeLink(self, url: str) -> str:  # noqa: N802
        return url


def inline_parser() -> MarkdownIt:
    """A parser of its own for each caller, who may hook into its rules."""
    return _Inlines("zero").enable(
        ["newline", "escape", "emphasis", "balance_pairs", "fragments_join", "link", "entity"]
    )
