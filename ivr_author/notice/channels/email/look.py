"""What an email looks like: styles written into the elements, because mail readers drop stylesheets.

Padding and borders are left or right by the direction of the text, because mail readers don't know start and end.
Alignment is `start`, so that a paragraph in another language finds its own side, and stands as an attribute as well,
for those that draw with a word processor.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from ivr_author.notice.writing.markup import Look

_FONT = "font-family:'Segoe UI',Roboto,'Noto Sans','Helvetica Neue',Arial,sans-serif"
_INK, _QUIET, _LINE, _ACCENT, _TINT = "#1b2430", "#4b5766", "#cfd6de", "#14558f", "#eef4fa"
_TABLE = ' role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0"'


@dataclass(frozen=True, slots=True)
class Page:
    """The elements around the words, the same in either direction."""

    body: str
    outer: str
    outer_cell: str
    inner: str


PAGE = Page(
    body='<body style="margin:0;padding:0;background-color:#f3f5f8">\n',
    outer=f'<table{_TABLE} style="background-color:#f3f5f8">',
    outer_cell=f' align="center" style="padding:24px 8px;{_FONT}"',
    inner=(
        '<table role="presentation" width="600" cellpadding="0" cellspacing="0" border="0" '
        f'style="width:100%;max-width:600px;background-color:#ffffff;border:1px solid {_LINE};'
        f'border-top:6px solid {_ACCENT}">'
    ),
)


@cache
def email_look(direction: str) -> Look:
    """The look for text of a direction, `ltr` or `rtl`."""
    start, end = ("right", "left") if direction == "rtl" else ("left", "right")
    text = f"color:{_INK};font-size:17px;line-height:1.6;{_FONT}"
    styles = {
        "p": "margin:0 0 16px",
        "h1": "margin:4px 0 16px;font-size:25px;line-height:1.3",
        "h2": "margin:28px 0 10px;font-size:20px;line-height:1.35",
        "h3": "margin:22px 0 8px;font-size:18px;line-height:1.4",
        "ul": f"margin:4px 0 14px;padding:0;padding-{start}:24px",
        "ol": f"margin:4px 0 14px;padding:0;padding-{start}:24px",
        "li": "margin:0 0 6px",
        "a": f"color:{_ACCENT};text-decoration:underline",
        "hr": f"margin:24px 0;border:0;border-top:1px solid {_LINE}",
        "head": (
            f"padding:20px 24px 14px;border-bottom:1px solid {_LINE};text-align:start;"
            f"color:{_ACCENT};font-size:19px;line-height:1.4;font-weight:bold;{_FONT}"
        ),
        "main": f"padding:24px 24px 8px;text-align:start;{text}",
        "foot": (
            f"padding:16px 24px 14px;border-top:1px solid {_LINE};text-align:start;"
            f"color:{_QUIET};font-size:15px;line-height:1.6;{_FONT}"
        ),
    }
    attributes = {name: f' style="{style}"' for name, style in styles.items()}
    for cell in ("head", "main", "foot"):
        attributes[cell] = f' align="{start}"{attributes[cell]}'
    attributes["table"] = (
        ' width="100%" cellpadding="0" cellspacing="0" border="0"'
        f' style="margin:0 0 16px;border-collapse:collapse;{text}"'
    )
    for align, side in (("start", start), ("center", "center"), ("end", end)):
        for element, rule in (("th", f"2px solid {_ACCENT}"), ("td", f"1px solid {_LINE}")):
            inset = "padding:8px 6px" if align == "center" else f"padding:8px 0;padding-{_other(side)}:12px"
            attributes[f"{element}.{align}"] = (
                f' align="{side}" valign="top" style="{inset};border-bottom:{rule};text-align:{align}"'
            )
    callout = (
        f'<table{_TABLE} style="margin:0 0 20px">\n<tr>\n'
        f'<td style="padding:16px 18px 2px;background-color:{_TINT};border-{start}:5px solid {_ACCENT};'
        f'text-align:start;{text}">'
    )
    return Look(attributes, (callout, "</td>\n</tr>\n</table>"), ' style="white-space:nowrap"')


def _other(side: str) -> str:
    return "left" if side == "right" else "right"
