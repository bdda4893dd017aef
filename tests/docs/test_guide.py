"""The reader of guides takes them as people do, and can tell what was not seen."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.docs.guide import Command, SavedFile, is_seen, read_guide

GUIDE = """\
# A guide

```console
$ one --long \\
    --option
seen
...
$ two   # it refuses that: exit code 2
```

Save this as `a/b.yaml`:

```yaml a/b.yaml
key: value
```

```console service
$ serve
At ...
```

```yaml
only: shown
```
"""


def test_what_a_guide_tells_to_do(tmp_path: Path) -> None:
    path = tmp_path / "guide.md"
    path.write_text(GUIDE)
    assert read_guide(path) == (
        Command("one --long --option", ("seen", "..."), 0, 4),
        Command("two", (), 2, 8),
        SavedFile("a/b.yaml", "key: value\n", 13),
        Command("serve", ("At ...",), 0, 18, is_service=True),
    )


def test_output_without_a_command_is_a_slip(tmp_path: Path) -> None:
    path = tmp_path / "guide.md"
    path.write_text("```console\nseen\n```\n")
    with pytest.raises(AssertionError, match="nothing was typed"):
        read_guide(path)


@pytest.mark.parametrize(
    ("wanted", "printed", "seen"),
    [
        (("a b",), "a b\n", True),
        (("a b",), "a b", True),
        (("a b",), "a c\n", False),
        (("a b",), "a b\nmore\n", False),
        (("a ... c",), "a b c\n", True),
        (("a ... c",), "a b d\n", False),
        (("...", "b"), "a\na\nb\n", True),
        (("...", "b"), "b\n", True),
        (("a", "  ..."), "a\nb\nc\n", True),
        (("a", "...", "c"), "a\nb\nd\n", False),
        (("1.5",), "125\n", False),
        (("a",), "", False),
    ],
)
def test_what_is_seen(wanted: tuple[str, ...], printed: str, seen: bool) -> None:
    assert is_seen(wanted, printed) == seen


def test_a_service_may_tell_more() -> None:
    assert is_seen(("At 1",), "At 1\nlog\n", is_beginning=True)
    assert not is_seen(("At 1",), "At 1\nlog\n")
