import gzip
import re
from collections import Counter

import pytest

from crm_backend.kit import texts
from crm_backend.ui.widget.bundle import FOLDER, MODULES, build

BUDGET = 20 * 1024
SOURCES = {name: (FOLDER / f"{name}.js").read_text("utf-8") for name in MODULES}


def test_every_module_is_in_the_bundle_after_what_it_imports() -> None:
    assert {path.stem for path in FOLDER.glob("*.js")} == {*MODULES, "generated"}
    for place, name in enumerate(MODULES):
        imported = set(re.findall(r'^import .* from "\./(\w+)\.js";$', SOURCES[name], re.MULTILINE))
        assert imported <= {*MODULES[:place], "generated"}, name


def test_no_two_modules_use_one_name() -> None:
    declared = re.compile(r"^(?:export )?(?:async )?(?:class|function|const|let) (\w+)", re.MULTILINE)
    names = Counter(name for source in SOURCES.values() for name in declared.findall(source))
    assert [name for name, count in names.items() if count > 1] == []


def test_it_is_one_classic_script_within_the_budget() -> None:
    bundle = build(4000)
    script = bundle.script.decode()
    assert not re.search(r"^(import|export) ", script, re.MULTILINE)
    assert "const LIMIT = 4000;" in script
    assert gzip.decompress(bundle.gzipped) == bundle.script
    assert len(bundle.gzipped) < BUDGET


@pytest.mark.parametrize("name", MODULES)
def test_text_is_never_parsed_as_html(name: str) -> None:
    dangerous = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|\beval\b|new Function"
    assert not re.search(dangerous, SOURCES[name])


def test_every_sentence_is_used_and_every_used_one_exists() -> None:
    whole = "".join(SOURCES.values())
    known = {key.removeprefix("widget.") for key in texts.sentences("en") if key.startswith("widget.")}
    used = {key for key in known if f'"{key}"' in whole}
    said = set(re.findall(r'\bsay\("(\w+)"', whole))
    assert known == used | {"assistant", "system"}  # these two are said by the sender's name
    assert said <= known
