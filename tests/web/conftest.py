"""A studio to visit and a browser to visit it with: the machine's own Chromium, never one that is downloaded."""

from __future__ import annotations

import importlib
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from ivr_author.web import checking, export_page
from ivr_author.web.language import PSEUDO_FLAG
from tests.usecases.released import make_released
from tests.web.accessibility import find_violations
from tests.web.contexts import PROCESS_PER_SITE, KeptContexts
from tests.web.kept import keep_what_is_the_same
from tests.web.page_faults import CATCH_VIOLATIONS, listen_for_faults
from tests.web.pages import Visitor
from tests.web.server import serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

# The headless shell first: the same browser without the windows, tabs and menus that the others draw for nobody. They
# take half as much time again for the same tests.
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "chrome")
CHROMIUM = next(filter(None, map(shutil.which, BROWSERS)), None)
NO_CHROMIUM = "no Chromium on this machine's PATH (Debian: apt-get install chromium-headless-shell)"
# What a build machine sets, so that a missing browser is a failure there.
REQUIRED = bool(os.environ.get("IVR_AUTHOR_REQUIRE_BROWSER"))

CHROMIUM_ARGUMENTS = [
    "--no-sandbox",  # build machines run as root
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # A page lives for a second: what optimises its code, here and beside it, takes longer than it saves.
    "--js-flags=--no-turbofan,--no-maglev",
    PROCESS_PER_SITE,
]
# What a workspace consists of; the rest of the repository is not served.
WORKSPACE_PARTS = ("ivr.yaml", "flows", "notices", "locales")

# As long as an act waits for the thing that it is done to: a busy machine is no fault of a page.
expect.set_options(timeout=30_000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever asks for a page drives a browser."""
    for item in items:
        if "page" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")


@pytest.hookimpl(trylast=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """A page is closed before the studio that it still asks something is stopped: what is set up last ends first."""
    page = getattr(item, "funcargs", {}).get("page")
    if page is not None:
        item.addfinalizer(page.close)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Where the browser is; without one, the test is skipped, or fails where a browser is required."""
    if CHROMIUM is None:
        (pytest.fail if REQUIRED else pytest.skip)(NO_CHROMIUM)
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": CHROMIUM_ARGUMENTS}


@pytest.fixture(scope="session", autouse=True)
def checks_are_waited_for() -> Iterator[None]:
    """What a page says of faults must not depend on how busy this machine is; `test_checking.py` tests the waiting."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(checking, "FIRST_SECONDS", 120.0)
        patch.setattr(checking, "LATER_SECONDS", 120.0)
        patch.setattr(export_page, "SOON_SECONDS", 60.0)
        yield


@pytest.fixture(scope="session", autouse=True)
def same_things_are_made_once() -> Iterator[None]:
    """What equal studios of a run have in common is made once: see `tests/web/kept.py`."""
    with pytest.MonkeyPatch.context() as patch:
        keep_what_is_the_same(patch)
        yield


def copy_workspace(repository: Path, folder: Path) -> Path:
    """The sample workspace, where tests may write to it."""
    for part in WORKSPACE_PARTS:
        source = repository / part
        if source.is_dir():
            shutil.copytree(source, folder / part)
        elif source.exists():
            shutil.copy2(source, folder / part)
    return folder


def put_under_git(folder: Path) -> Path:
    """Make a folder a repository of its own with everything in it committed, as a workspace is kept."""
    _git(folder, "init", "-q", "-b", "main")
    with (folder / ".git/config").open("a") as config:
        config.write("[user]\n\tname = Dana Rivera\n\temail = dana.rivera@example.org\n")
    _git(folder, "add", "-A")
    _git(folder, "-c", "commit.gpgsign=false", "commit", "-q", "-m", "Begin")
    return folder


def _git(folder: Path, *command: str) -> None:
    subprocess.run(["git", "-C", str(folder), *command], check=True, capture_output=True)


def create_studio(workspace: Path) -> Any:
    """The studio on a workspace."""
    return importlib.import_module("ivr_author.web.app").create_app(workspace)


@pytest.fixture(scope="session")
def base_url(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """One studio on a copy of the sample workspace, for all tests that only read: page.goto("/flows/main")."""
    with serving(create_studio(copy_workspace(repository, tmp_path_factory.mktemp("workspace")))) as address:
        yield address


@pytest.fixture
def workspace(repository: Path, tmp_path: Path) -> Path:
    """A copy of the sample workspace for this test alone."""
    return copy_workspace(repository, tmp_path)


@pytest.fixture(scope="session")
def sample_history(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What git keeps of the sample workspace with one version: to make it takes longer than most tests."""
    root = put_under_git(copy_workspace(repository, tmp_path_factory.mktemp("history")))
    _git(root, "gc", "-q")
    return root / ".git"


def give_history(workspace: Path, history: Path) -> Path:
    """Put a copy of the sample workspace under git, as `put_under_git` would."""
    shutil.copytree(history, workspace / ".git")
    # Git looks at each file once, and finds it as it was committed.
    _git(workspace, "update-index", "-q", "--refresh")
    return workspace


@pytest.fixture
def kept_workspace(workspace: Path, sample_history: Path) -> Path:
    """The same, under git: for tests of what is kept and by whom."""
    return give_history(workspace, sample_history)


@pytest.fixture
def own_studio(workspace: Path) -> Iterator[str]:
    """The address of a studio on this test's own `workspace`, for tests that save."""
    with serving(create_studio(workspace)) as address:
        yield address


@pytest.fixture
def browser_context_args(browser_context_args: dict[str, Any], base_url: str) -> dict[str, Any]:
    """The same desk everywhere: size, language, time zone, nothing that moves."""
    return {
        **browser_context_args,
        "base_url": base_url,  # named here, since a module may have a `base_url` of its own
        "viewport": {"width": 1280, "height": 900},
        "locale": "en-US",
        "timezone_id": "America/New_York",
        "reduced_motion": "reduce",
    }


@pytest.fixture(scope="session")
def kept_contexts(browser: Browser) -> Iterator[KeptContexts]:
    """The contexts that tests share."""
    contexts = KeptContexts(browser)
    yield contexts
    contexts.close()


@pytest.fixture
def context(browser_context_args: dict[str, Any], kept_contexts: KeptContexts) -> Iterator[BrowserContext]:
    """One that others have had and will have; who needs what cannot be put back makes one with `browser`."""
    context = kept_contexts.open(browser_context_args)
    yield context
    kept_contexts.tidy(context)


@pytest.fixture
def page_faults() -> list[str]:
    """What the page threw or logged as an error; a test that expects such a thing clears this list."""
    return []


@pytest.fixture
def page(page: Page, page_faults: list[str]) -> Iterator[Page]:
    """A page of which every error in its console fails the test."""
    listen_for_faults(page, page_faults)
    # The first page of a studio, in a browser that has only just begun.
    page.set_default_navigation_timeout(60_000)
    yield page
    assert not page_faults, "\n".join(page_faults)


@pytest.fixture(scope="session")
def looked_at(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A studio whose every page is looked at: on the sample workspace, with a history and the pseudo-language."""
    studio = create_studio(put_under_git(copy_workspace(repository, tmp_path_factory.mktemp("pages"))))
    studio.config[PSEUDO_FLAG] = True
    return studio


@pytest.fixture(scope="session")
def looked_at_address(looked_at: Any) -> Iterator[str]:
    """Its address."""
    with serving(looked_at) as address:
        yield address


@pytest.fixture
def kept_page(
    browser_context_args: dict[str, Any],
    looked_at_address: str,
    page_faults: list[str],
    kept_contexts: KeptContexts,
) -> Iterator[Page]:
    """A page at `looked_at`, in a tab that the next test has too: how wide and how light it is, each says itself."""
    context = kept_contexts.open({**browser_context_args, "base_url": looked_at_address})
    page = kept_contexts.tab(context, CATCH_VIOLATIONS)
    stop_listening = listen_for_faults(page, page_faults)
    yield page
    stop_listening()
    kept_contexts.tidy(context)
    assert not page_faults, "\n".join(page_faults)


@pytest.fixture
def axe(page: Page) -> Callable[[], None]:
    """Fail where the page that is shown breaks a rule of WCAG 2.2 AA that a machine can find."""

    def check() -> None:
        faults = find_violations(page)
        assert not faults, "\n\n".join(faults)

    return check


@pytest.fixture(scope="session")
def released(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small workspace with two releases, neither of them published; tests take a copy."""
    return make_released(tmp_path_factory.mktemp("released") / "line")


@pytest.fixture(scope="session")
def shared_visitor(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Visitor:
    """A visitor of a studio on a copy of the sample workspace, for tests that only read."""
    return Visitor(create_studio(copy_workspace(repository, tmp_path_factory.mktemp("read_only"))))


@pytest.fixture
def visitor(workspace: Path) -> Visitor:
    """A visitor of a studio on this test's own `workspace`, for tests that save or break something."""
    return Visitor(create_studio(workspace))
