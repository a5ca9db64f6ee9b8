"""The launcher with a uv that only pretends: it makes a .venv whose python tells how it was called."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
UV = """#!/bin/sh
[ "$1" = --version ] && { echo "uv ${FAKE_UV_VERSION:-0.13.9}"; exit 0; }
echo "$@" >> "$FAKE_UV_LOG"
[ -z "${FAKE_UV_FAILS:-}" ] || { echo "error: no such wheel" >&2; exit 1; }
while [ "$1" != --project ]; do shift; done
sleep "${FAKE_UV_SLEEPS:-0}"
mkdir -p "$2/.venv/bin"
cat > "$2/.venv/bin/python" <<'END'
#!/bin/sh
case "$*" in *version_info*) echo 3.12;; *) echo "cwd=$(pwd) path=$PYTHONPATH"; for word do echo "[$word]"; done;; esac
END
chmod +x "$2/.venv/bin/python"
"""


class Checkout:
    """A copy of the launcher in a folder with a space, and a PATH where uv is ours."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "my checkout"
        self.tools = folder / "bin"
        self.log = folder / "uv.log"
        shutil.copytree(ROOT / "launcher", self.root / "launcher")
        shutil.copy(ROOT / "rapport", self.root / "rapport")
        for project in (self.root, self.root / "bot"):
            project.mkdir(exist_ok=True)
            (project / "pyproject.toml").write_text("[project]\n")
            (project / "uv.lock").write_text("version = 1\n")
        self.tools.mkdir()
        (self.tools / "uv").write_text(UV)
        (self.tools / "uv").chmod(0o755)

    def start(self, *arguments: str, command: str = "", **environment: str) -> "subprocess.Popen[str]":
        path = f"{self.tools}:{Path(sys.executable).parent}:/usr/bin:/bin"
        told = {"PATH": path, "HOME": str(self.root.parent), "FAKE_UV_LOG": str(self.log), "LANG": "C.UTF-8"}
        return subprocess.Popen(
            [command or str(self.root / "rapport"), *arguments],
            cwd=self.root.parent,
            env={**told, **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *arguments: str, command: str = "", **environment: str) -> "subprocess.CompletedProcess[str]":
        process = self.start(*arguments, command=command, **environment)
        out, err = process.communicate(timeout=30)
        return subprocess.CompletedProcess(process.args, process.returncode, out, err)

    def synced(self) -> list[str]:
        """The project folders that uv was asked to sync, in order."""
        lines = self.log.read_text().splitlines() if self.log.exists() else []
        return [line.partition("--project ")[2].partition(" --python")[0] for line in lines]


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    return Checkout(tmp_path)


def test_the_first_run_syncs_and_hands_the_arguments_on_as_they_are(checkout: Checkout) -> None:
    done = checkout.run("load", "a file.jsonl", "*")
    assert done.returncode == 0, done.stderr
    assert checkout.synced() == [str(checkout.root)]
    words = ["-P", "-m", "crm_backend.cli", "load", "a file.jsonl", "*"]
    assert done.stdout.splitlines()[1:] == [f"[{word}]" for word in words]
    assert f"cwd={checkout.root.parent} path={checkout.root}" in done.stdout


def test_nothing_is_synced_again_until_a_lock_changes(checkout: Checkout) -> None:
    checkout.run("load")
    begun = time.monotonic()
    checkout.run("load")
    assert time.monotonic() - begun < 1.0  # 0.02 s on a quiet machine
    assert len(checkout.synced()) == 1
    (checkout.root / "uv.lock").write_text("version = 2\n")
    checkout.run("load")
    assert len(checkout.synced()) == 2


@pytest.mark.parametrize(
    ("arguments", "needs_rasa"),
    [
        (["serve", "--port", "1"], True),
        (["--locale", "zh", "serve"], True),
        (["serve", "bot"], True),
        (["test"], True),
        (["train"], True),
        (["serve", "crm"], False),
        (["serve", "--port", "1", "actions"], False),
        (["load", "test"], False),
        (["chat"], False),
        (["serve", "--help"], False),
    ],
)
def test_only_what_runs_rasa_has_its_environment_made(
    checkout: Checkout, arguments: list[str], needs_rasa: bool
) -> None:
    checkout.run(*arguments)
    assert (str(checkout.root / "bot") in checkout.synced()) is needs_rasa


def test_a_sync_that_failed_is_told_and_tried_again(checkout: Checkout) -> None:
    failed = checkout.run("load", FAKE_UV_FAILS="yes")
    assert failed.returncode == 2
    assert "failed." in failed.stderr
    assert "no such wheel" in failed.stderr
    assert checkout.run("load").returncode == 0
    assert len(checkout.synced()) == 2


def test_it_speaks_chinese(checkout: Checkout) -> None:
    assert "失败" in checkout.run("load", FAKE_UV_FAILS="yes", LANG="zh_CN.UTF-8").stderr
    assert "失败" in checkout.run("chat", "--locale", "zh", FAKE_UV_FAILS="yes").stderr


def test_two_at_once_take_turns_and_one_syncs(checkout: Checkout) -> None:
    both = [checkout.start("load", FAKE_UV_SLEEPS="1") for _ in range(2)]
    told = [process.communicate(timeout=30)[1] for process in both]
    assert [process.returncode for process in both] == [0, 0], told
    assert len(checkout.synced()) == 1
    assert any("Another ./rapport" in sentence for sentence in told)


def test_it_works_through_a_symlink(checkout: Checkout) -> None:
    link = checkout.root.parent / "link to rapport"
    link.symlink_to(Path("my checkout") / "rapport")
    assert checkout.run("load", command=str(link)).returncode == 0
    assert checkout.synced() == [str(checkout.root)]


def test_a_uv_that_is_too_old_or_dead_is_passed_over(checkout: Checkout) -> None:
    good = checkout.root / ".tools" / "uv" / "bin"
    good.mkdir(parents=True)
    shutil.copy(checkout.tools / "uv", good / "uv")
    (checkout.tools / "uv").write_text("#!/bin/sh\necho 'pyenv: uv: command not found' >&2\nexit 127\n")
    assert checkout.run("load").returncode == 0
    assert len(checkout.synced()) == 1


def test_without_python_it_says_what_to_install(checkout: Checkout, tmp_path: Path) -> None:
    bare = tmp_path / "bare"
    bare.mkdir()
    for tool in ("sh", "dirname", "readlink", "cat", "cksum"):
        (bare / tool).symlink_to(str(shutil.which(tool)))
    if any(os.access(path, os.X_OK) for path in ("/usr/bin/python3", "/usr/local/bin/python3")):
        text = (checkout.root / "rapport").read_text()
        (checkout.root / "rapport").write_text(text.replace("/usr/bin/python3 /usr/local/bin/python3", ""))
    done = checkout.run("load", PATH=str(bare))
    assert done.returncode == 2
    assert "install Python 3" in done.stderr
    assert "请先安装 Python 3" in done.stderr


def test_a_folder_that_cannot_be_written_is_told(checkout: Checkout) -> None:
    if os.geteuid() == 0:
        (checkout.root / ".tools").write_text("in the way")
        assert checkout.run("load").returncode == 2
        return
    checkout.root.chmod(0o555)
    done = checkout.run("load")
    checkout.root.chmod(0o755)
    assert done.returncode == 2
    assert "can't be written" in done.stderr
