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
    ],
)
def test_fault_is_found(faulty: str) -> None:
    assert Markup(faulty).faults


def test_good_markup_has_none() -> None:
    good = "<h1>x</h1><form><label for='a'>A</label><input id='a'><dl><div><dt>x</dt><dd>y</dd></div></dl></form>"
    assert Markup(good).faults == []
