"""The history rooms: who changed what, versions put back, conflicts, files broken outside; with git and without."""

from __future__ import annotations

from pathlib import Path

import pytest

from ivr_author.usecases.init import init_workspace
from ivr_author.workspace import files
from ivr_author.workspace.files import revision
from ivr_author.workspace.git import Person
from ivr_author.workspace.keeper import GitKeeper
from tests.web.conftest import create_studio, put_under_git
from tests.web.pages import Visitor

MAIN = "flows/main.yaml"
WORDS = "/words/main/welcome/prompt"
OLD = "Thank you for calling the Example Office."
LI = Person("Li Wei", "li@example.org")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A workspace as `init` makes it: its checks take no time."""
    init_workspace(tmp_path / "w")
    return tmp_path / "w"


@pytest.fixture
def kept_root(root: Path) -> Path:
    """The same, under git."""
    return put_under_git(root)


@pytest.fixture
def kept(kept_root: Path) -> Visitor:
    """A visitor of a studio on that."""
    return Visitor(create_studio(kept_root))


@pytest.fixture
def nobody(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """git was never told who works here."""
    monkeypatch.setenv("HOME", str(tmp_path_factory.mktemp("home")))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)


def change(root: Path, old: str, new: str, who: Person | None = LI) -> str:
    raw = (root / MAIN).read_bytes()
    done = GitKeeper(root, who).save({MAIN: (raw.replace(old.encode(), new.encode()), revision(raw))}, f"Say {new}")
    assert done.commit
    return done.commit


def test_a_save_is_told_in_the_flows_history(kept: Visitor, kept_root: Path) -> None:
    kept.follow(kept.post(WORDS, {**kept.get(WORDS).form(), "text": "Welcome to the Example Office."}))
    page = kept.get("/flows/main/history")
    assert page.texts("//li[@class='history__item']")[0].startswith(
        "Change the words of main/welcome/prompt Dana Rivera, "
    )
    version = kept.get(page.all("//a[@class='history__what']/@href")[0])
    assert version.texts("//tr[@class='diff__changed']//del") == ["Thank you for calling"]
    assert version.texts("//tr[@class='diff__changed']//ins") == ["Welcome to"]
    assert version.texts("//tr[@class='diff__fold']")[0].endswith("lines stay as they are")
    assert "as it is now" in version.text
    assert not version.all("//main//form")


def test_a_version_is_put_back(kept: Visitor, kept_root: Path) -> None:
    begun = (kept_root / MAIN).read_bytes()
    change(kept_root, OLD, "Welcome to the Example Office.")
    first = kept.get("/flows/main/history").all("//a[@class='history__what']/@href")[-1]
    page = kept.get(f"{first}&against=now")
    assert page.texts("//tr[@class='diff__changed']//ins") == ["Welcome to"]
    shown = kept.follow(kept.post(f"/history/{MAIN}", page.form()))
    assert "Restored." in shown.texts("//*[@role='status']")[0]
    assert shown.texts("//a[@class='history__what']")[0].startswith(f"Restore {MAIN} of ")
    assert (kept_root / MAIN).read_bytes() == begun


def test_a_form_from_before_a_restart_is_shown_again(kept: Visitor, kept_root: Path) -> None:
    change(kept_root, OLD, "Welcome to the Example Office.")
    first = kept.get("/flows/main/history").all("//a[@class='history__what']/@href")[-1]
    page = kept.post(f"/history/{MAIN}", {**kept.get(first).form(), "csrf_token": "from before"}, status=403)
    assert "Not saved yet" in page.texts("//div[@role='alert']")[0]
    assert OLD not in (kept_root / MAIN).read_text()
    kept.post(f"/history/{MAIN}", page.form())
    assert OLD in (kept_root / MAIN).read_text()


def test_a_version_with_faults_is_put_back_after_a_warning(kept: Visitor, kept_root: Path) -> None:
    broken = change(kept_root, "nodes:", "nodes: [")
    change(kept_root, "nodes: [", "nodes:")
    page = kept.get(f"/history/{MAIN}?version={broken}")
    assert "yaml-syntax" in page.texts("//section[@aria-labelledby='restore']")[0]
    kept.post(f"/history/{MAIN}", page.form())
    assert "nodes: [" in (kept_root / MAIN).read_text()


def test_putting_back_over_another_change_shows_both(kept: Visitor, kept_root: Path) -> None:
    change(kept_root, OLD, "Welcome to the Example Office.")
    first = kept.get("/flows/main/history").all("//a[@class='history__what']/@href")[-1]
    form = kept.get(first).form()
    change(kept_root, "Welcome to the Example Office.", "Hello from the Example Office.")
    page = kept.post(f"/history/{MAIN}", form, status=409)
    assert "changed by Li Wei" in page.texts("//div[@role='alert']")[0]
    assert "Hello from" in (kept_root / MAIN).read_text()
    kept.post(f"/history/{MAIN}", page.form())
    assert OLD in (kept_root / MAIN).read_text()


def test_the_whole_history(kept: Visitor, kept_root: Path) -> None:
    change(kept_root, OLD, "Welcome to the Example Office.")
    page = kept.get("/history/")
    assert page.texts("//li[@class='history__item'][1]//ul//a") == [MAIN]
    assert "and" in page.texts("//li[@class='history__item'][2]//ul/li")[-1]
    kept.get(page.all("//li[@class='history__item'][1]//ul//a/@href")[0])
    assert kept.get("/history/?page=1").texts("//div[@class='empty']") == ["There are no older versions."]
    assert kept.get("/history/notices").texts("//li[@class='history__item']")


def test_what_has_no_history_here(kept: Visitor) -> None:
    for path in ("README.md", ".git/config", "../x", "flows/../../x", "flows/.x", "pyproject.toml"):
        kept.get(f"/history/{path}", status=404)
    for version in ("", "HEAD", "0" * 40):
        kept.get(f"/history/{MAIN}?version={version}", status=404)


def test_forms_that_are_not_ours(kept: Visitor) -> None:
    token = kept.get(WORDS).form()["csrf_token"]
    kept.post(f"/history/{MAIN}", {"csrf_token": token}, status=400)
    kept.post(f"/history/{MAIN}", {"csrf_token": token, "version": "0" * 40, "revision": "", "x": ""}, status=400)
    kept.post(f"/history/{MAIN}", {"csrf_token": token, "version": "0" * 40, "revision": ""}, status=404)
    kept.post("/history/README.md", {"csrf_token": token, "version": "0" * 40, "revision": ""}, status=404)
    kept.post("/history/begin", {"csrf_token": token, "x": ""}, status=400)
    kept.post("/history/begin", {"csrf_token": "old"}, status=403)


# --- without git, without a name ---


@pytest.mark.usefixtures("nobody")
def test_history_begins_at_a_button(root: Path) -> None:
    visitor = Visitor(create_studio(root))
    saved = visitor.follow(visitor.post(WORDS, {**visitor.get(WORDS).form(), "text": "Welcome to the Example Office."}))
    assert "not-in-git" in saved.texts("//*[@role='status']")[0]
    page = visitor.get("/history/")
    assert "no history yet" in page.text
    assert "not-in-git" in visitor.get("/flows/main/history").text
    wrong = visitor.post("/history/begin", page.form(), status=422)
    assert "git-no-person" in wrong.texts("//div[@role='alert']")[0]
    for name, email in (("Da\0na", "dana@example.org"), ("Dana", "<>"), ("x" * 300, "dana@example.org")):
        wrong = visitor.post("/history/begin", {**page.form(), "name": name, "email": email}, status=422)
        assert "bad-person" in wrong.texts("//div[@role='alert']")[0]
    form = {**page.form(), "name": "Dana Rivera", "email": "dana@example.org"}
    shown = visitor.follow(visitor.post("/history/begin", form))
    assert "Begin the history" in shown.texts("//li[@class='history__item']")[0]
    saved = visitor.follow(visitor.post(WORDS, {**visitor.get(WORDS).form(), "text": "Good day."}))
    assert saved.texts("//*[@role='status']")[0].startswith("Saved.")
    assert "history" not in saved.texts("//*[@role='status']")[0]
    assert len(visitor.get("/flows/main/history").texts("//li[@class='history__item']")) == 2


# --- conflicts ---


def test_both_changes_are_put_together(kept: Visitor, kept_root: Path) -> None:
    form = kept.get(WORDS).form()
    change(kept_root, OLD, "Thank you for calling the Example Office today.")
    page = kept.post(WORDS, {**form, "text": "Many thanks, thank you for calling the Example Office."}, status=409)
    assert "changed by Li Wei" in page.texts("//div[@role='alert']")[0]
    assert page.texts("//section[@aria-labelledby='theirs']//ins") == ["today"]
    assert page.texts("//section[@aria-labelledby='yours']//ins") == ["Many thanks, thank"]
    assert page.form()["text"] == "Many thanks, thank you for calling the Example Office today."
    mine = page.form("//div[@class='conflict__others']//form")
    assert mine["text"] == "Many thanks, thank you for calling the Example Office."
    kept.post(WORDS, page.form())
    assert "Many thanks, thank you for calling the Example Office today." in (kept_root / MAIN).read_text()
    # The page was based on the version that it showed, which is another one now.
    assert "changed by Dana Rivera" in kept.post(WORDS, mine, status=409).texts("//div[@role='alert']")[0]


def test_a_change_elsewhere_in_the_file_merges_of_itself(kept: Visitor, kept_root: Path) -> None:
    form = kept.get(WORDS).form()
    change(kept_root, "Our office is closed now.", "We are closed.")
    page = kept.post(WORDS, {**form, "text": "Welcome to the Example Office."}, status=409)
    kept.post(WORDS, page.form())
    text = (kept_root / MAIN).read_text()
    assert "Welcome to the Example Office." in text
    assert "We are closed." in text


def test_changes_that_touch_are_for_the_person(kept: Visitor, kept_root: Path) -> None:
    form = kept.get(WORDS).form()
    (kept_root / MAIN).write_text((kept_root / MAIN).read_text().replace("calling", "phoning"))
    page = kept.post(WORDS, {**form, "text": "Thank you for ringing the Example Office."}, status=409)
    assert "outside the studio" in page.texts("//div[@role='alert']")[0]
    assert page.form()["text"] == "Thank you for ringing the Example Office."
    kept.post(WORDS, page.form())
    assert kept.get("/flows/main/history").texts("//a[@class='history__what']")[:2] == [
        "Change the words of main/welcome/prompt",
        f"Changed outside the studio: {MAIN}",
    ]


# --- files that were changed or broken outside ---


def test_an_open_page_is_told_of_changes(kept: Visitor, kept_root: Path) -> None:
    watched = kept.get(WORDS).one("//div[@data-watch]/@data-watch")
    assert watched == kept.get("/flows/main/list").one("//div[@data-watch]/@data-watch")
    assert kept.client.get(watched).status_code == 204
    change(kept_root, OLD, "Welcome to the Example Office.")
    told = kept.client.get(watched).text
    assert "Li Wei" in told
    assert "/flows/main/history" in told
    (kept_root / MAIN).write_text("")
    assert "outside the studio" in kept.client.get(watched).text
    (kept_root / MAIN).unlink()
    assert "is gone" in kept.client.get(watched).text
    assert kept.client.get("/changes?path=.git/config").status_code == 404
    assert kept.client.get("/changes").status_code == 404


def test_a_broken_flow_shows_its_last_good_version_and_the_rest_works(kept: Visitor, kept_root: Path) -> None:
    begun = (kept_root / MAIN).read_bytes()
    (kept_root / MAIN).write_bytes(begun.replace(b"nodes:", b"nodes: ["))
    page = kept.get("/flows/main/list")
    assert "yaml-syntax" in page.text
    assert "Begin" in page.texts("//section[contains(@aria-labelledby, 'good-')]")[0]
    kept.get(page.all("//section[contains(@aria-labelledby, 'good-')]//a/@href")[0])
    assert "changed since its newest version" in kept.get("/flows/main/history").text
    assert "Example" in kept.get("/notices/reminder").text
    kept.post(f"/history/{MAIN}", page.form("//section[contains(@aria-labelledby, 'good-')]//form"))
    assert (kept_root / MAIN).read_bytes() == begun
    assert "yaml-syntax" not in kept.get("/flows/main/list").text


def test_a_broken_notice_shows_its_last_good_version(kept: Visitor, kept_root: Path) -> None:
    notice = next(iter(sorted(kept_root.glob("notices/[a-z]*/notice.yaml"))))
    begun = notice.read_bytes()
    notice.write_bytes(b"{")
    page = kept.get(f"/notices/{notice.parent.name}")
    path = notice.relative_to(kept_root).as_posix()
    kept.post(f"/history/{path}", page.form("//section[contains(@aria-labelledby, 'good-')]//form"))
    assert notice.read_bytes() == begun


# --- other programs at work ---


def test_an_edit_in_the_middle_of_a_rebase_is_told_to_be_uncommitted(kept: Visitor, kept_root: Path) -> None:
    (kept_root / ".git/rebase-merge").mkdir()
    kept.get("/")
    token = {"csrf_token": kept.get("/token").text}
    form = {"revision": revision((kept_root / MAIN).read_bytes()), "prompt.0.text": "Good day.", **token}
    by_form = kept.follow(kept.post("/flows/main/nodes/welcome", form))
    form = {"revision": revision((kept_root / MAIN).read_bytes()), "op": "duplicate", "node": "welcome", **token}
    by_list = kept.follow(kept.post("/flows/main/edit", form))
    for page in (by_form, by_list):
        assert "git-merge-open" in page.texts("//*[@role='status']")[0]
    assert "Good day." in (kept_root / MAIN).read_text()


@pytest.mark.usefixtures("nobody")
def test_history_cannot_begin_while_another_process_saves(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "LOCK_SECONDS", 0.05)
    visitor = Visitor(create_studio(root))
    form = {**visitor.get("/history/").form(), "name": "Dana Rivera", "email": "dana@example.org"}
    with files.locked(root, MAIN):
        page = visitor.post("/history/begin", form, status=422)
    assert "workspace-locked" in " ".join(page.texts("//main//div[@role='alert']"))
