"""The page checker finds what it is there to find."""

from __future__ import annotations

import pytest

from tests.web.markup import Markup


@pytest.mark.parametrize(
    "faulty",
    [
        "<p><div></div></p>",
        "<ul><p>x</p></ul>",
        "<div><li>x</li></div>",
        "<div><span></div></span>",
        "<div>",
        "<div/>",
        "<a href='/'><button>x</button></a>",
        "<form><form></form></form>",
        "<p id='x'></p><p id='x'></p>",
        "<p aria-labelledby='nothing'></p>",
        "<input name='x'>",
        "<label for='nothing'>x</label>",
        "<p style='color: red'></p>",
        "<button onclick='x()'>x</button>",
        "<h1>x</h1><h3>y</h3>",
        "<table><tr><td>x</td></tr></table>",
        "<select>words</select>",
        "<img src='x'>",
        "<ul>words</ul>",
        "<p onClick='x()'></p>",
        "<p STYLE='x'></p>",
        "<p class=x></p>",
        "<p class='x'id='y'></p>",
        "<P></P>",
        "<?x?>",
        "a < b",
        "<p title='x",
        "<!-- ",
        "<script>",
        "<script>'</script>'</script>",
    ],
)
def test_fault_is_found(faulty: str) -> None:
    assert Markup(faulty).faults


def test_fault_has_its_line() -> None:
    faults = Markup("<ul>\n<li>\n<!-- <p> > -- -></li> --></li>\n<p title='>'>&amp;</p>\n<p class=x></p></ul>").faults
    assert faults[:2] == ["<p> in <ul> (line 4)", "not as we write it: '<p class=x></p></ul>' (line 5)"]


def test_script_is_no_markup() -> None:
    assert Markup("<script>if (1 < 2) '</p>'</script><style>a > b {}</style>").faults == []


def test_good_markup_has_none() -> None:
    good = "<h1>x</h1><form><label for='a'>A</label><input id='a'><dl><div><dt>x</dt><dd>y</dd></div></dl></form>"
    assert Markup(good).faults == []
    assert (
        Markup("<p><img src='x' alt='' /></p><svg viewBox='0 0 1 1'><path d='M0'/><path d='M1'></path></svg>").faults
        == []
    )
