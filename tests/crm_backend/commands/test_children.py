import os
from pathlib import Path

from crm_backend.commands.children import LOGS_KEPT, ErrorLines, last_lines, rotate, shorten
from crm_backend.commands.training import KEPT_MODELS, clean


def test_logs_are_rotated_and_the_newest_few_kept(tmp_path: Path) -> None:
    log = tmp_path / "crm.log"
    for number in range(LOGS_KEPT + 3):
        rotate(log)
        log.write_text(str(number))
    newest = LOGS_KEPT + 2
    assert log.read_text() == str(newest)
    assert [(tmp_path / f"crm.log.{n}").read_text() for n in range(1, LOGS_KEPT + 1)] == [
        str(newest - n) for n in range(1, LOGS_KEPT + 1)
    ]
    assert len(list(tmp_path.iterdir())) == LOGS_KEPT + 1


def test_a_log_that_is_written_to_does_not_grow_for_ever(tmp_path: Path) -> None:
    log = tmp_path / "crm.log"
    errors = ErrorLines(log)
    with log.open("a") as child:
        for line in ("INFO one of before\nERROR one\n", "INFO a\n", "ERROR two\n"):
            child.write(line)
            child.flush()
            shorten(log, longest=20)
    assert (tmp_path / "crm.log.1").read_text() == "INFO one of before\nERROR one\n"
    assert log.read_text() == "INFO a\nERROR two\n"
    assert errors.read() == ["ERROR two"]


def test_errors_in_a_log_that_was_begun_anew_are_seen(tmp_path: Path) -> None:
    log = tmp_path / "crm.log"
    log.write_text("INFO something long that was read\n")
    errors = ErrorLines(log)
    assert errors.read() == []
    log.write_text("ERROR new\n")
    assert errors.read() == ["ERROR new"]


def test_last_lines_are_without_colours_and_empty_lines(tmp_path: Path) -> None:
    log = tmp_path / "train.log"
    log.write_text("one\n\n\x1b[31mtwo\x1b[0m\n\nthree\n")
    assert last_lines(log, 2) == ["  two", "  three"]
    assert last_lines(tmp_path / "none") == []


def test_error_lines_are_read_once_and_whole(tmp_path: Path) -> None:
    log = tmp_path / "crm.log"
    lines = ErrorLines(log)
    assert lines.read() == []
    log.write_text("INFO fine\nERROR one\nERROR tw")
    assert lines.read() == ["ERROR one"]
    with log.open("a") as file:
        file.write("o\nno ERRORS here\n")
    assert lines.read() == ["ERROR two"]
    assert lines.read() == []


def test_old_models_and_broken_trainings_are_cleaned_up(tmp_path: Path) -> None:
    for age in range(4):
        model = tmp_path / f"{age}.tar.gz"
        model.touch()
        os.utime(model, (1000 - age, 1000 - age))
    (tmp_path / ".training-1").mkdir()
    clean(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [f"{age}.tar.gz" for age in range(KEPT_MODELS)]
