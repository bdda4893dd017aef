"""Takes pictures of every page of the studio into screenshots/, to be looked at: `make screenshots`.

Each page in English and in Spanish, light and dark, 1280 and 320 pixels wide, in the pseudo-language from the right,
and with Arabic content where a page shows content in a language. Names on the command line choose among the pages.
"""

from __future__ import annotations

import logging
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, ViewportSize, sync_playwright

from ivr_author.catalog.pseudo import MIRRORED
from ivr_author.web.language import PSEUDO_FLAG
from ivr_author.web.reader import COOKIE
from tests.web.conftest import CHROMIUM, CHROMIUM_ARGUMENTS, copy_workspace, create_studio, put_under_git
from tests.web.examples import page_addresses
from tests.web.server import serving

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "screenshots"
WIDE, NARROW = 1280, 320
WAYS: dict[str, dict[str, Any]] = {
    "en": {},
    "es": {"language": "es"},
    "dark": {"theme": "dark"},
    "320": {"width": NARROW},
    "320-dark-es": {"width": NARROW, "theme": "dark", "language": "es"},
    "rtl": {"language": MIRRORED},
    "arabic": {"content": "ar"},
    "arabic-320": {"content": "ar", "width": NARROW},
}
"""What a picture is called, and how it is taken."""

HAVE_CONTENT = ("flow.", "flow_list.", "phone.", "notice", "words.")


def main(wanted: list[str]) -> int:
    """Take them all, or those of pages whose name begins with a wanted word."""
    if CHROMIUM is None:
        print("no Chromium on this machine's PATH (Debian: apt-get install chromium)", file=sys.stderr)
        return 1
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    folder = Path(tempfile.mkdtemp()) / "health_connector"
    folder.mkdir()
    put_under_git(copy_workspace(ROOT, folder))
    studio = create_studio(folder)
    studio.config[PSEUDO_FLAG] = True
    pages = {
        name: address
        for name, address in page_addresses(studio).items()
        if not wanted or any(name.startswith(one) for one in wanted)
    }
    FOLDER.mkdir(exist_ok=True)
    with serving(studio) as base, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGUMENTS)
        for way, how in WAYS.items():
            size = ViewportSize(width=int(how.get("width", WIDE)), height=900)
            context = browser.new_context(viewport=size, base_url=base, locale="en-US", reduced_motion="reduce")
            chosen = f"language={how.get('language', '')}&theme={how.get('theme', 'light')}"
            context.add_cookies([{"name": COOKIE, "value": chosen, "url": base}])
            page = context.new_page()
            for name, address in pages.items():
                if "content" not in how or name.startswith(HAVE_CONTENT):
                    take(page, f"{name}.{way}", address, how.get("content", ""))
            context.close()
            print(f"{way}: done", flush=True)
        browser.close()
    shutil.rmtree(folder.parent)
    print(f"{len(list(FOLDER.glob('*.png')))} pictures in {FOLDER.name}/")
    return 0


def take(page: Page, name: str, address: str, content: str) -> None:
    """One picture, of the whole page."""
    more = f"{'&' if '?' in address else '?'}locale={content}" if content and "locale=" not in address else ""
    page.goto(address + more, wait_until="load")
    page.wait_for_function("!document.querySelector('.htmx-request')")
    page.screenshot(path=FOLDER / f"{name}.png", full_page=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
