"""Markdown of our own as HTML: guides, steps of deploying. HTML in it comes out as text, links lead to https alone."""

from __future__ import annotations

from markdown_it import MarkdownIt
from markupsafe import Markup

_READER = (
    MarkdownIt("commonmark", {"html": False, "linkify": False})
    .disable(["image", "html_block", "html_inline"])
    .enable("table")
)
_OURS = {
    "<pre>": '<pre class="prose__code" tabindex="0">',
    "<table>": '<div class="prose__table" tabindex="0"><table class="usa-table usa-table--borderless">',
    "</table>": "</table></div>",
    "<th>": '<th scope="col">',
}


def to_html(text: str) -> Markup:
    """The text without its first heading, which is the page's own; code and tables can be scrolled by keyboard."""
    tokens = _READER.parse(text)
    if tokens and tokens[0].type == "heading_open" and tokens[0].tag == "h1":
        tokens = tokens[3:]
    rendered = _READER.renderer.render(tokens, _READER.options, {})
    for plain, ours in _OURS.items():
        rendered = rendered.replace(plain, ours)
    return Markup(rendered)  # noqa: S704 - what was rendered is ours, and HTML in it is switched off


def title_of(text: str) -> str:
    """The first heading."""
    first = text.lstrip().partition("\n")[0]
    return first.removeprefix("# ").strip() if first.startswith("# ") else ""
