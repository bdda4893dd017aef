"""The stylesheet's sources: colours are tokens, tokens can be read in light and in dark, rules follow the direction."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

STYLES = Path(__file__).parents[2] / "static/src/styles"
TOKEN = re.compile(r"--([a-z-]+): (?:light-dark\((#\w+), (#\w+)\)|(#\w+));")
WORDS = 4.5
"""WCAG 1.4.3: text that is not large."""

GRAPHICS = 3.0
"""WCAG 1.4.11: what must be seen to use a control."""

PAIRS = [
    *(
        (ink, ground, WORDS)
        for ink in ("ink", "ink-soft", "link", "link-hover")
        for ground in ("paper", "ground", "tint")
    ),
    *(
        (kind, ground, WORDS)
        for kind in ("error", "warning", "ok", "note")
        for ground in ("paper", "ground", f"{kind}-tint")
    ),
    *(
        (ink, f"{kind}-tint", WORDS)
        for kind in ("error", "warning", "ok", "note")
        for ink in ("ink", "ink-soft", "link")
    ),
    *(("on-act", ground, WORDS) for ground in ("act", "act-hover", "act-press", "brand", "brand-soft", "tag")),
    *(("on-brand", ground, WORDS) for ground in ("brand", "brand-soft")),
    *((kind, "paper", WORDS) for kind in ("name", "value", "kind-offer", "kind-ask", "kind-decide", "kind-do")),
    *((kind, "paper", WORDS) for kind in ("kind-end", "kind-other")),
    *(("field", ground, WORDS) for ground in ("tint", "paper", "ground")),
    ("added", "ok-tint", WORDS),
    ("removed", "error-tint", WORDS),
    ("on-off", "off", WORDS),
    ("ink", "bubble", WORDS),
    *(("line-strong", ground, GRAPHICS) for ground in ("paper", "ground")),
    *(("act", ground, GRAPHICS) for ground in ("paper", "ground")),
    *(("focus", ground, GRAPHICS) for ground in ("paper", "brand")),
]


def tokens(theme: int) -> dict[str, str]:
    """The colours by their names: 0 light, 1 dark."""
    found = TOKEN.findall((STYLES / "_base.scss").read_text())
    return {name: same or (light, dark)[theme] for name, light, dark, same in found}


def luminance(colour: str) -> float:
    """WCAG's relative luminance."""
    digits = colour.removeprefix("#")
    digits = "".join(one * 2 for one in digits) if len(digits) == 3 else digits
    parts = [int(digits[index : index + 2], 16) / 255 for index in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_contrast(theme: int) -> None:
    colours = tokens(theme)
    faults = []
    for ink, ground, least in PAIRS:
        low, high = sorted((luminance(colours[ink]), luminance(colours[ground])))
        contrast = (high + 0.05) / (low + 0.05)
        if contrast < least:
            faults.append(f"{ink} on {ground}: {contrast:.2f} < {least}")
    assert not faults, "\n".join(faults)


def test_colours_are_tokens() -> None:
    colour = re.compile(r":[^;{}]*(#[0-9a-f]{3,8}\b|\brgba?\(|\bhsla?\(|:\s*(white|black)\b)", re.IGNORECASE)
    written = [
        f"{path.name}:{number}: {line.strip()[:100]}"
        for path in sorted(STYLES.glob("_*.scss"))
        if path.name != "_base.scss"
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if colour.search(line) and not line.lstrip().startswith("//")
    ]
    assert not written, "write a token of _base.scss instead:\n" + "\n".join(written)


def test_rules_follow_the_direction() -> None:
    physical = re.compile(r"[{;\s](margin|padding|border)-(left|right)\b|[{;]\s*(left|right)\s*:|float: (left|right)")
    written = [
        f"{path.name}:{number}: {line.strip()[:100]}"
        for path in sorted(STYLES.glob("_*.scss"))
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if physical.search(line) and not line.lstrip().startswith("//")
    ]
    assert not written, "write inline-start or inline-end instead:\n" + "\n".join(written)
