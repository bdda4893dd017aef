"""Markdown of our own as HTML: the steps of deploying. HTML in it comes out as text, links lead to https alone."""

from __future__ import annotations

from markdown_it import MarkdownIt
from markupsafe import Markup

_READER = MarkdownIt("commonmark", {"html": False, "linkify": False}).disable(["image", "html_block", "html_inline"])


def to_html(text: str) -> Markup:
    """The text without its first heading, which is the page's own; code blocks can be scrolled by keyboard."""
    tokens = _READER.parse(text)
    if tokens and tokens[0].type == "heading_open" and tokens[0].tag == "h1":
        tokens = tokens[3:]
    rendered = _READER.renderer.render(tokens, _READER.options, {})
    # What was rendered is ours.
    return Markup(rendered.replace("<pre>", '<pre class="prose__code" tabindex="0">'))  # noqa: S704 - HTML is switched off


def title_of(text: str) -> str:
    """The first heading."""
    first = text.lstrip().partition("\n")[0]
    return first.removeprefix("# ").strip() if first.startswith("# ") else ""
