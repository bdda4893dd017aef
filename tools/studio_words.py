"""Takes the studio's own words out of its templates and modules into its catalogs, with Babel.

`studio_words.py` writes ivr_author/web/locales/studio.pot anew and brings every studio.po up to it: words that changed
are marked fuzzy or left empty for a translator. `--check` writes nothing, and fails where the catalogs are behind.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

WEB = Path(__file__).resolve().parent.parent / "ivr_author/web"
LOCALES = WEB / "locales"
POT = LOCALES / "studio.pot"
METHODS = [("templates/**.html", "jinja2.ext:babel_extract"), ("**.py", "python")]
OPTIONS = {"templates/**.html": {"trim_blocks": "true", "lstrip_blocks": "true", "newstyle_gettext": "true"}}
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2)}
# Sentences of reports that the command line writes in English, and the studio in the reader's language.
REPORTS = WEB.parent / "changes"
REPORT_KEYWORDS = {"sentence": None}
HEADER = """\
# The words of the studio's own pages. Content (prompts, notices) has catalogs of its own, under locales/.
#"""
# No date of making: equal words give an equal file.
DATED = datetime(2026, 1, 1, tzinfo=UTC)


def extract() -> Catalog:
    """Every message that pages and modules mark, with the places where it stands."""
    catalog = Catalog(project="ivr_author", domain="studio", header_comment=HEADER, creation_date=DATED)
    found = extract_from_dir(WEB, METHODS, OPTIONS, KEYWORDS, comment_tags=("Translators:",), strip_comment_tags=True)
    for path, _line, message, comments, context in sorted(found, key=lambda one: (one[0].replace("\\", "/"), one[1])):
        # Without line numbers, so that the file changes only when words do.
        catalog.add(message, None, [(f"ivr_author/web/{path}", 0)], auto_comments=comments, context=context)
    for path, _line, message, comments, context in extract_from_dir(REPORTS, METHODS, None, REPORT_KEYWORDS):
        catalog.add(message, None, [(f"ivr_author/changes/{path}", 0)], auto_comments=comments, context=context)
    return catalog


def written(catalog: Catalog) -> str:
    """The catalog as a file."""
    text = BytesIO()
    write_po(text, catalog, width=120, ignore_obsolete=True, include_lineno=False, sort_output=True)
    return text.getvalue().decode()


def catalogs() -> Iterator[tuple[Path, Catalog]]:
    """Each language's catalog, as it is."""
    for path in sorted(LOCALES.glob("*/LC_MESSAGES/studio.po")):
        yield path, read_po(BytesIO(path.read_bytes()), locale=path.parts[-3])


def updated(catalog: Catalog, template: Catalog) -> str:
    """A language's catalog with the words of the template; what is no longer said is dropped."""
    header = catalog.header_comment
    catalog.update(template, no_fuzzy_matching=False, update_header_comment=False)
    catalog.header_comment = header
    catalog.creation_date = DATED
    catalog.obsolete.clear()
    return written(catalog)


def main(arguments: list[str]) -> int:
    """Write the catalogs, or with `--check` say which are behind."""
    if arguments not in ([], ["--check"]):
        print("usage: studio_words.py [--check]", file=sys.stderr)
        return 2
    template = extract()
    wanted = {POT: written(template)}
    wanted.update({path: updated(catalog, template) for path, catalog in catalogs()})
    behind = [path for path, text in wanted.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    for path in behind:
        if arguments:
            print(f"{path.name} of {path.parts[-3]} is behind the pages: run `make words`", file=sys.stderr)
        else:
            path.write_text(wanted[path], encoding="utf-8")
    for path, catalog in catalogs():
        left = [entry.id for entry in catalog if entry.id and (entry.fuzzy or not all(_strings(entry.string)))]
        if left:
            print(f"{path.parts[-3]}: {len(left)} to translate, among them {left[0]!r}")
    return 1 if arguments and behind else 0


def _strings(string: object) -> tuple[str, ...]:
    return (string,) if isinstance(string, str) else tuple(string) if isinstance(string, (tuple, list)) else ("",)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
