"""Our own Markdown as HTML."""

from __future__ import annotations

from ivr_author.web.prose import title_of, to_html


def test_steps_are_lists_and_code_can_be_scrolled() -> None:
    html = to_html("# Title\n\n## Part\n\n1. One `code`\n\n   ```\n   run <it>\n   ```\n\n2. Two **strong**\n")
    assert "Title" not in html
    assert "<h2>Part</h2>" in html
    assert '<pre class="prose__code" tabindex="0"><code>run &lt;it&gt;' in html
    assert "<strong>strong</strong>" in html
    assert html.count("<ol>") == 1


def test_tables_can_be_scrolled() -> None:
    html = to_html("| a | b |\n|---|---|\n| 1 | `<x>` |\n")
    assert '<div class="prose__table" tabindex="0"><table class="usa-table usa-table--borderless">' in html
    assert '<th scope="col">a</th>' in html
    assert "<td><code>&lt;x&gt;</code></td>" in html
    assert html.count("</table></div>") == 1


def test_html_and_addresses_of_scripts_are_text() -> None:
    html = to_html("<script>x</script>\n\n[a](javascript:alert(1)) <b>b</b> ![p](https://x.example/p.png)")
    for part in ("<script", "<b>", "<img", 'href="javascript'):
        assert part not in html


def test_title() -> None:
    assert title_of("# A title\n\nWords") == "A title"
    assert title_of("Words") == ""
