import hashlib
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from crm_backend.kit.texts import sentences
from crm_backend.ui.shared.pages import FOLDER, VENDOR, asset, local_path
from tests.crm_backend.ui.conftest import NewClient

TEMPLATES = sorted(FOLDER.parent.rglob("*.html"))


@pytest.mark.parametrize("entry", json.loads((VENDOR / "manifest.json").read_text()), ids=lambda entry: entry["file"])
def test_vendored_files_are_what_the_manifest_says(entry: dict[str, str]) -> None:
    assert hashlib.sha256((VENDOR / entry["file"]).read_bytes()).hexdigest() == entry["sha256"]
    assert (VENDOR / entry["licence_file"]).read_text()


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_templates_need_no_inline_script_or_style(template: Path) -> None:
    found = HasInline()
    found.feed(template.read_text("utf-8"))
    assert found.problems == []


class HasInline(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.problems: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        inline = (tag == "script" and "src" not in names) or tag == "style"
        if inline or any(name == "style" or name.startswith("on") for name in names):
            self.problems.append(f"<{tag} {names}>")


@pytest.mark.parametrize("topic", ["console", "staff"])
def test_both_languages_have_the_same_sentences_and_placeholders(topic: str) -> None:
    def shape(language: str) -> dict[str, set[str]]:
        return {
            key: set(re.findall(r"\{(\w+)\}", words))
            for key, words in sentences(language).items()
            if key.startswith(f"{topic}.")
        }

    assert shape("en") == shape("zh")


@pytest.mark.parametrize(
    ("wish", "path"),
    [
        ("/console?tab=mine", "/console?tab=mine"),
        ("//evil.example", "/"),
        ("https://evil.example", "/"),
        ("/\\evil.example", "/"),
        ("/a\r\nSet-Cookie: x", "/"),
        ("javascript:alert(1)", "/"),
        ("", "/"),
        (None, "/"),
    ],
)
def test_only_paths_of_this_site_are_followed(wish: str | None, path: str) -> None:
    assert local_path(wish, "/") == path


async def test_the_language_link_is_remembered(new_client: NewClient) -> None:
    client = await new_client()
    answer = await client.get("/language/zh?back=/console/login")
    page = await answer.text()
    assert answer.url.path == "/console/login"
    assert '<html lang="zh-CN">' in page
    assert "登录客服工作台" in page
    assert (await client.get("/language/fr", allow_redirects=False)).status == 404


async def test_pages_carry_a_strict_policy_and_are_not_kept(new_client: NewClient) -> None:
    answer = await (await new_client()).get("/console/login")
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert answer.headers["Cache-Control"] == "no-store"


async def test_an_unknown_address_is_a_page_that_says_so(new_client: NewClient) -> None:
    answer = await (await new_client(locale="zh")).get("/console/nowhere")
    assert answer.status == 404
    assert sentences("zh")["web.no_such_address"] in await answer.text()


async def test_static_files_are_served(new_client: NewClient) -> None:
    client = await new_client()
    for name in ("base.css", "console.css", "console.js", "vendor/htmx.min.js"):
        assert (await client.get(asset(name))).status == 200
    assert (await client.get("/static/../pages.py")).status == 404
