"""./rapport classify: need, priority, sentiment, language, entities and solutions of every line of a file."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Annotated, NamedTuple

import typer

from crm_backend.commands.classify_sources import open_classifier
from crm_backend.commands.classifying import Classifier
from crm_backend.commands.console import note, progress_of, working
from crm_backend.commands.places import DataOption, LocaleOption, settings_for
from crm_backend.commands.words import Stop, say

AT_ONCE = 1024  # lines: enough for arithmetic in bulk, few enough to need little memory
STANDARD = "-"


class Line(NamedTuple):
    """A text to classify; `id` is given back as it came."""

    id: str | int
    text: str


def classify(
    file: Annotated[str, typer.Argument(help=say("help_classify_file"))],
    to: Annotated[str, typer.Option("--out", help=say("help_out"))] = STANDARD,
    skip_bad: Annotated[bool, typer.Option("--skip-bad", help=say("help_skip_bad"))] = False,
    data: DataOption = None,
    locale: LocaleOption = None,
) -> None:
    lines = list(_lines(file, skip_bad))
    with working("loading_model"):
        classifier = open_classifier(settings_for(data))
    with _output(to) as output, progress_of("classifying", len(lines)) as advance:
        for start in range(0, len(lines), AT_ONCE):
            some = lines[start : start + AT_ONCE]
            write(classifier, some, output)
            advance(len(some))
    note(say("classified", lines=len(lines)), "green")


def write(classifier: Classifier, lines: list[Line], output: IO[str]) -> None:
    """One JSON line for each, in their order."""
    for line, found in zip(lines, classifier.classify([line.text for line in lines]), strict=True):
        output.write(json.dumps({"id": line.id, **found}, ensure_ascii=False) + "\n")


def _lines(file: str, skip_bad: bool) -> Iterator[Line]:
    """All lines of the file. Stop at the first bad one, or tell of each and go on."""
    for number, raw in enumerate(_raw(file), 1):
        if not raw.strip():
            continue
        try:
            yield _parsed(raw)
        except ValueError as problem:
            sentence = say("bad_line", path=file, line=number, reason=str(problem))
            if not skip_bad:
                raise Stop("bad_line", path=file, line=number, reason=f"{problem}\n{say('use_skip_bad')}") from None
            note(sentence, "yellow")


def _raw(file: str) -> list[bytes]:
    if file == STANDARD:
        return sys.stdin.buffer.read().split(b"\n")
    path = Path(file)
    if not path.is_file():
        raise Stop("no_such_file", path=file)
    return path.read_bytes().split(b"\n")


def _parsed(raw: bytes) -> Line:
    try:
        read = json.loads(raw)
    except (ValueError, RecursionError):
        raise ValueError(say("line_not_json")) from None
    if not isinstance(read, dict) or not isinstance(read.get("text"), str):
        raise ValueError(say("line_without_text"))
    given = read.get("id")
    if isinstance(given, bool) or not isinstance(given, str | int):
        raise ValueError(say("line_without_id"))
    return Line(given, read["text"])


@contextmanager
def _output(to: str) -> Iterator[IO[str]]:
    """Standard output, or a file that is there whole or not at all."""
    if to == STANDARD:
        sys.stdout.reconfigure(encoding="utf-8", errors="surrogatepass")  # type: ignore[union-attr]
        yield sys.stdout
        sys.stdout.flush()
        return
    path = Path(to)
    temporary = path.with_name(f".{path.name}.part")
    try:
        with temporary.open("w", encoding="utf-8", errors="surrogatepass") as output:
            yield output
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
