"""./rapport test: the tests of both environments, and why some can't run on this machine."""

import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import typer

from crm_backend.commands.console import note, out
from crm_backend.commands.places import ROOT, bot_python
from crm_backend.commands.words import say

NOTHING_COLLECTED = 5
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
SERVICES = {
    "PostgreSQL": "RAPPORT_TEST_POSTGRES",
    "Redis": "RAPPORT_TEST_REDIS",
    "Chromium": "RAPPORT_TEST_CHROMIUM",
}


@dataclass
class Counts:
    """Of one pytest run, from its JUnit report."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(self.passed + other.passed, self.failed + other.failed, self.skipped + other.skipped)


def run_tests(context: typer.Context) -> None:
    environment = test_environment()
    for name, variable in SERVICES.items():
        known = say("service_found", name=name, where=environment.get(variable, ""))
        note(known if variable in environment else say("service_missing", name=name, variable=variable))
    counts, codes = Counts(), []
    for python, folder, arguments in runs(context.args):
        code, some = _pytest(python, folder, arguments, environment)
        counts += some
        codes.append(code)
    out.print(say("test_counts", passed=counts.passed, failed=counts.failed, skipped=counts.skipped), markup=False)
    bad = next((code for code in codes if code not in (0, NOTHING_COLLECTED)), 0)
    if counts.skipped and environment.get("RAPPORT_TEST_NO_SKIP"):
        bad = bad or 1
    raise typer.Exit(bad or (0 if 0 in codes else NOTHING_COLLECTED))


def test_environment() -> dict[str, str]:
    """Ours, without the settings of an instance, and with a browser if this machine has one."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("RAPPORT_")}
    kept |= {name: value for name, value in os.environ.items() if name.startswith("RAPPORT_TEST_")}
    browser = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if browser:
        kept.setdefault(SERVICES["Chromium"], browser)
    return kept


def runs(arguments: list[str]) -> list[tuple[Path, Path, list[str]]]:
    """(interpreter, folder, arguments) of each pytest run. Paths under bot/ go to Rasa's environment only."""
    root_python = ROOT / ".venv" / "bin" / "python"
    paths = [argument for argument in arguments if not argument.startswith("-") and _path(argument).exists()]
    others = [argument for argument in arguments if argument not in paths]
    inside_bot = [path for path in paths if _path(path).is_relative_to(ROOT / "bot")]
    outside = [path for path in paths if path not in inside_bot]
    found: list[tuple[Path, Path, list[str]]] = []
    if outside or not paths:
        found.append((root_python, ROOT, [*others, *(_absolute(path) for path in outside)]))
    if inside_bot or not paths:
        found.append((bot_python(), ROOT / "bot", [*others, *(_absolute(path) for path in inside_bot)]))
    return found


def _path(argument: str) -> Path:
    """The file of tests/x.py::test_y, as given from here or from the checkout."""
    path = Path(argument.partition("::")[0])
    return path.resolve() if path.exists() else (ROOT / path).resolve()


def _absolute(argument: str) -> str:
    _, mark, test = argument.partition("::")
    return f"{_path(argument)}{mark}{test}"


def _pytest(python: Path, folder: Path, arguments: list[str], environment: dict[str, str]) -> tuple[int, Counts]:
    with tempfile.TemporaryDirectory() as temporary:
        report = Path(temporary) / "report.xml"
        command = [str(python), "-m", "pytest", "-q", f"--junitxml={report}", *arguments]
        code = subprocess.run(command, cwd=folder, env=environment, check=False).returncode  # noqa: S603
        return code, _counts(report)


def _counts(report: Path) -> Counts:
    try:
        suites = list(ElementTree.parse(report).iter("testsuite"))  # noqa: S314 - pytest wrote it
    except (OSError, ElementTree.ParseError):
        return Counts()
    total, failed, errors, skipped = (
        sum(int(suite.get(name, "0")) for suite in suites) for name in ("tests", "failures", "errors", "skipped")
    )
    return Counts(total - failed - errors - skipped, failed + errors, skipped)
