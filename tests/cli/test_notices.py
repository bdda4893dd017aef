"""`render` and `notice branches` as a person uses them, on the sample workspace and on a copy with a changed word."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ivr_author.cli.main import cli

ROOT = Path(__file__).resolve().parents[2]


def run(*arguments: str, root: Path = ROOT) -> Result:
    return CliRunner().invoke(cli, ["-C", str(root), *arguments], catch_exceptions=False)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    for name in ("ivr.yaml", "flows", "notices", "locales"):
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, tmp_path / name)
        else:
            shutil.copy(source, tmp_path / name)
    return tmp_path


def change(root: Path, path: str, old: str, new: str) -> None:
    text = (root / path).read_text()
    assert old in text
    (root / path).write_text(text.replace(old, new))


def test_text_message_goes_to_the_output() -> None:
    result = run("render", "outage", "--channel", "sms", "--locale", "en")
    assert result.exit_code == 0
    assert result.stdout.startswith("Health Connector:")
    assert "parts: 1" in result.stderr


def test_letter_is_a_file_and_the_same_one_again(tmp_path: Path) -> None:
    for name in ("one.pdf", "two.pdf"):
        result = run("render", "payment_reminder", "--channel", "letter", "--out", str(tmp_path / name))
        assert result.exit_code == 0
        assert "pages: " in result.stdout
    assert (tmp_path / "one.pdf").read_bytes().startswith(b"%PDF-1.7")
    assert (tmp_path / "one.pdf").read_bytes() == (tmp_path / "two.pdf").read_bytes()


def test_large_print_takes_more_pages(tmp_path: Path) -> None:
    pages = []
    for more in ([], ["--large-print"]):
        out = str(tmp_path / "letter.pdf")
        result = run("render", "premium_bill", "--channel", "letter", "--out", out, "--format", "json", *more)
        pages.append(json.loads(result.stdout)["facts"]["pages"])
    assert pages[1] > pages[0]


def test_email_has_three_files(tmp_path: Path) -> None:
    run("render", "renewal", "--channel", "email", "--out", str(tmp_path / "mail.html"))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mail.html", "mail.subject.txt", "mail.txt"]


def test_member_of_a_file(tmp_path: Path) -> None:
    sample = run("render", "callback_booked", "--channel", "sms").stdout
    data = tmp_path / "member.json"
    data.write_text('{"number": "+18005550177"}')
    result = run("render", "callback_booked", "--channel", "sms", "--data", str(data))
    assert result.exit_code == 0
    assert "1-800-555-0177" in result.stdout
    assert result.stdout != sample


def test_data_is_looked_for_from_the_workspace(copy: Path) -> None:
    (copy / "member.json").write_text('{"number": "+18005550177"}')
    result = run("render", "callback_booked", "--channel", "sms", "--data", "member.json", root=copy)
    assert "1-800-555-0177" in result.stdout
    missing = run("render", "callback_booked", "--channel", "sms", "--data", "nobody.json", root=copy)
    assert missing.exit_code == 1
    assert "nobody.json" in missing.stderr


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('{"number": "many"}', "`number`"),
        ('{"number": ', "this is no JSON"),
        ("[]", "this is no JSON object"),
        ('{"number": "+18005550177", "number": "+18005550178"}', "number"),
    ],
)
def test_wrong_data_is_told_with_its_place(tmp_path: Path, text: str, told: str) -> None:
    data = tmp_path / "member.json"
    data.write_text(text)
    out = tmp_path / "message.txt"
    result = run("render", "callback_booked", "--channel", "sms", "--data", str(data), "--out", str(out))
    assert result.exit_code == 1
    assert told in result.stderr
    assert "member.json:1:1" in result.stderr
    assert not out.exists()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("premium_bil", "--channel", "sms"), "did you mean `premium_bill`?"),
        (("premium_bill", "--channel", "letter"), "name a file with --out"),
        (("premium_bill", "--channel", "sms", "--locale", "xx"), "there is no locale `xx`"),
        (("premium_bill", "--channel", "sms", "--sample", "nobody"), "nobody"),
        (("papers_list", "--channel", "email"), "channel of `papers_list`"),
    ],
)
def test_wrong_names_are_faults_of_the_call(arguments: tuple[str, ...], told: str) -> None:
    result = run("render", *arguments)
    assert result.exit_code == 2
    assert told in result.stderr


def test_faulty_template_is_shown_and_nothing_is_written(copy: Path) -> None:
    change(copy, "notices/premium_bill/notice.md.j2", "{{ name }}", "{{ nam }}")
    result = run("render", "premium_bill", "--channel", "letter", "--out", str(copy / "bill.pdf"), root=copy)
    assert result.exit_code == 1
    assert "error undeclared-field: no field `nam` is declared" in result.stderr
    assert "notices/premium_bill/notice.md.j2:" in result.stderr
    assert not (copy / "bill.pdf").exists()


def test_letters_are_listed_with_what_leads_to_them() -> None:
    result = run("notice", "branches", "outage", "--format", "json")
    assert result.exit_code == 0
    told = json.loads(result.stdout)
    assert told["complete"]
    for group in told["letters"]:
        ids = [branch["id"] for branch in group["branches"]]
        assert len(set(ids)) == len(ids) >= 1
    assert {channel for group in told["letters"] for channel in group["channels"]} == {"sms", "email", "robocall"}


def test_all_letters_are_written(tmp_path: Path) -> None:
    result = run("notice", "branches", "outage", "--locale", "es", "--locale", "en", "--out", str(tmp_path))
    assert result.exit_code == 0
    found = {path.relative_to(tmp_path).parts[:2] for path in tmp_path.rglob("*") if path.is_file()}
    assert found == {(locale, channel) for locale in ("en", "es") for channel in ("sms", "email", "robocall")}


def test_change_is_shown_against_a_folder_and_a_commit(copy: Path) -> None:
    (copy / "before").mkdir()
    for name in ("ivr.yaml", "notices", "flows", "locales"):
        source = copy / name
        if source.is_dir():
            shutil.copytree(source, copy / "before" / name)
        else:
            shutil.copy(source, copy / "before" / name)
    git = ["git", "-C", str(copy), "-c", "user.name=a", "-c", "user.email=a@example.org"]
    subprocess.run([*git, "init", "-q"], check=True)
    subprocess.run([*git, "add", "ivr.yaml", "notices", "flows", "locales"], check=True)
    subprocess.run([*git, "commit", "-q", "-m", "before"], check=True)
    same = run("notice", "branches", "outage", "--against", "HEAD", "--locale", "en", root=copy)
    assert "no letter changed against HEAD" in same.stdout
    change(copy, "notices/outage/notice.md.j2", "We are sorry", "We are very sorry")
    for against in ("HEAD", "before"):
        told = run("notice", "branches", "outage", "--against", against, "--locale", "en", root=copy).stdout
        assert "changed: " in told
        assert "We are very sorry" in told
        assert "\n  -" in told
        assert "\n  +" in told
    wrong = run("notice", "branches", "outage", "--against", "nonsense", root=copy)
    assert wrong.exit_code != 0
    assert "neither a folder" in wrong.stderr


def test_conditions_that_explode_are_told(copy: Path) -> None:
    fields = "".join(f"  flag_{number}: boolean\n" for number in range(12))
    words = "".join(f"\n{{% if flag_{number} %}}\nWords {number}.\n{{% endif %}}\n" for number in range(12))
    folder = copy / "notices" / "wild"
    folder.mkdir()
    folder.joinpath("notice.yaml").write_text(
        "format: 1\ntitle: Wild\npurpose: Tries the limit.\nowner: Nobody\nchannels: [sms]\nfields:\n" + fields
    )
    folder.joinpath("notice.md.j2").write_text("Hello.\n" + words)
    result = run("notice", "branches", "wild", root=copy)
    assert result.exit_code == 1
    assert "500 letters and more" in result.stdout
    assert "make more than 500 letters" in result.stdout


@pytest.mark.parametrize("target", ["twiml", "voicexml"])
def test_robocall_is_compiled_for_a_phone_platform(tmp_path: Path, target: str) -> None:
    out = str(tmp_path / "call")
    arguments = ("render", "outage", "--channel", "robocall", "--locale", "es", "--target", target, "--out", out)
    result = run(*arguments)
    assert result.exit_code == 0
    assert "begins with" in result.stdout
    assert any(path.suffix in (".xml", ".vxml", ".json") for path in (tmp_path / "call").rglob("*"))
    assert run("render", "outage", "--channel", "sms", "--target", target, "--out", out).exit_code == 2
    assert run("render", "outag", *arguments[2:]).exit_code == 2
    by_post = run("render", "termination", *arguments[2:])
    assert by_post.exit_code == 2
    assert "channel of `termination`" in by_post.stderr


def test_robocall_with_faulty_words_is_not_compiled(copy: Path) -> None:
    change(copy, "notices/outage/notice.md.j2", "{% block robocall %}", "{% block robocall %}\n{{ nobody }}\n")
    out = copy / "call"
    arguments = ("render", "outage", "--channel", "robocall", "--target", "twiml", "--out", str(out))
    result = run(*arguments, root=copy)
    assert result.exit_code == 1
    assert "undeclared-field" in result.stderr
    assert not out.exists()
