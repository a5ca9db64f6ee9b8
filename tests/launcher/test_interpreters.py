import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def interpreters() -> ModuleType:
    spec = importlib.util.spec_from_file_location("interpreters", ROOT / "launcher" / "interpreters.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def fake(path: Path, says: str, code: int = 0) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\necho '{says}'\nexit {code}\n")
    path.chmod(0o755)
    return path


def test_a_dead_shim_is_passed_over_for_a_python_that_runs(
    interpreters: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake(tmp_path / "shims" / "python3.10", "pyenv: python3.10: command not found", 127)
    good = fake(tmp_path / "bin" / "python3.10", "3.10")
    monkeypatch.setenv("PATH", f"{tmp_path / 'shims'}:{tmp_path / 'bin'}")
    assert interpreters.find_interpreter(["3.10"]) == str(good)


def test_pyenvs_folder_is_searched_newest_first(
    interpreters: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for patch in ("3.10.2", "3.10.13"):
        fake(tmp_path / "versions" / patch / "bin" / "python3.10", "3.10")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path))
    assert interpreters.find_interpreter(["3.10"]) == str(tmp_path / "versions" / "3.10.13" / "bin" / "python3.10")
    assert interpreters.find_interpreter(["3.99"]) is None


def test_a_version_is_what_the_interpreter_says(interpreters: ModuleType) -> None:
    assert interpreters.is_version(sys.executable, [f"{sys.version_info.major}.{sys.version_info.minor}"])
    assert not interpreters.is_version("/nowhere/python3.12", ["3.12"])
