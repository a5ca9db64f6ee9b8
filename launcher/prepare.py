"""Make both environments what their lock files say. Standard library only, Python 3.7 and newer.

    prepare.py ROOT yes|no [arguments of ./rapport]      yes: Rasa's environment too

Several at once take turns (flock); an environment that was left half made is made again, since its stamp is
written last.
"""

import errno
import fcntl
import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import Dict, Iterator, List, NamedTuple

from interpreters import find_interpreter, find_uv, is_version
from texts import Texts, language
from work import Failed, Work, say

UV = "uv==0.13.9"


class Environment(NamedTuple):
    """One project folder with pyproject.toml, uv.lock and, once made, .venv."""

    name: str
    folder: Path
    versions: List[str]  # of Python, the best first

    @property
    def python(self) -> Path:
        return self.folder / ".venv" / "bin" / "python"

    @property
    def stamp(self) -> Path:
        return self.folder / ".venv" / ".rapport"

    def checksum(self) -> str:
        """The same as the launcher's `cat pyproject.toml uv.lock | cksum`."""
        content = b"".join((self.folder / name).read_bytes() for name in ("pyproject.toml", "uv.lock"))
        done = subprocess.run(["cksum"], input=content, stdout=subprocess.PIPE, check=True)
        return done.stdout.decode().strip()

    def as_locked(self) -> bool:
        try:
            return self.python.exists() and self.stamp.read_text("utf-8").strip() == self.checksum()
        except OSError:
            return False


class Preparer:
    """Finds or makes what is needed, in the checkout at `root`."""

    def __init__(self, root: Path, texts: Texts) -> None:
        self.root = root
        self.tools = root / ".tools"
        self.texts = texts
        self.work = Work(texts)
        self.environment = self._environment()

    def prepare(self, environments: List[Environment]) -> None:
        with self._alone():
            for environment in environments:
                if not environment.as_locked():
                    self._sync(environment, self._uv())

    def _sync(self, environment: Environment, uv: str) -> None:
        wanted: List[str] = []
        if not is_version(str(environment.python), environment.versions):
            found = find_interpreter(environment.versions)
            wanted = ["--python", found or environment.versions[0]]
        if environment.stamp.exists():
            environment.stamp.unlink()
        command = [uv, "sync", "--frozen", "--no-progress", "--project", str(environment.folder), *wanted]
        try:
            self.work.run("syncing_" + environment.name, command, self.environment, str(self.root))
        except Failed as failed:
            missing = wanted and not os.path.isabs(wanted[1]) and not environment.python.exists()
            hint = "\n" + self.texts("no_python", environment.versions[0]) if missing else ""
            raise Failed(str(failed) + hint) from None
        environment.stamp.write_text(environment.checksum() + "\n", "utf-8")

    def _uv(self) -> str:
        """A uv that is recent enough: on PATH, or our own in .tools."""
        found = find_uv(self.tools)
        if found is not None:
            return found
        venv, target = self.tools / "uv", self.tools / "uv-target"
        attempts = [
            [[sys.executable, "-m", "venv", "--clear", str(venv)], [str(venv / "bin" / "python"), "-m", "pip"]],
            [[sys.executable, "-m", "pip", "--version"], [sys.executable, "-m", "pip"]],
        ]
        for index, (first, pip) in enumerate(attempts):
            where = [] if index == 0 else ["--upgrade", "--target", str(target)]
            try:
                self.work.run("making_uv", first, self.environment, str(self.root))
                self.work.run(
                    "making_uv",
                    [*pip, "install", "-q", "--ignore-requires-python", *where, UV],
                    self.environment,
                    str(self.root),
                )
            except Failed as failed:
                problem = failed
                continue
            made = find_uv(self.tools)
            if made is not None:
                return made
        raise Failed("{}\n{}".format(problem, self.texts("no_uv", sys.executable)))

    def _environment(self) -> Dict[str, str]:
        """Ours, with a home for uv's cache and interpreters when the person's own can't be written."""
        environment = dict(os.environ)
        home = environment.get("HOME", "")
        if not home or not os.access(home, os.W_OK):
            environment.setdefault("UV_CACHE_DIR", str(self.tools / "cache"))
            environment.setdefault("UV_PYTHON_INSTALL_DIR", str(self.tools / "pythons"))
            environment.setdefault("PIP_NO_CACHE_DIR", "1")
        return environment

    @contextmanager
    def _alone(self) -> Iterator[None]:
        self.tools.mkdir(exist_ok=True)
        with (self.tools / "lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                say(self.texts("waiting"))
                fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def main(arguments: List[str]) -> int:
    root, bot, rest = Path(arguments[0]), arguments[1] == "yes", arguments[2:]
    texts = Texts(language(rest))
    environments = [Environment("root", root, ["3.12", "3.13"])]
    if bot:
        environments.append(Environment("bot", root / "bot", ["3.10"]))
    try:
        Preparer(root, texts).prepare(environments)
    except Failed as failed:
        say(f"rapport: {failed}")
        return 2
    except KeyboardInterrupt:
        return 130
    except OSError as problem:
        known = {errno.ENOSPC: "disk_full", errno.EACCES: "not_writable", errno.EROFS: "not_writable"}
        name = known.get(problem.errno or 0)
        say(f"rapport: {texts(name, root) if name else problem}")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
