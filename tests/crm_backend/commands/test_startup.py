import copy
import errno
import os
from pathlib import Path

import pytest

from crm_backend.commands import startup
from crm_backend.commands.places import settings_for
from crm_backend.commands.prepare import prepare_store
from crm_backend.commands.run_tests import runs
from crm_backend.commands.store import opened, read_password, store_of
from crm_backend.commands.words import Stop
from crm_backend.kit.auth import with_secrets
from crm_backend.settings import Settings

OUTSIDE = "203.0.113.7"


def test_the_demo_is_refused_outside_this_machine() -> None:
    with pytest.raises(Stop, match=f"not at {OUTSIDE}.*--no-demo"):
        startup.check_host(Settings(host=OUTSIDE))
    startup.check_host(Settings(host=OUTSIDE, demo=False))
    startup.check_host(Settings(host="::1"))


def test_others_on_this_machine_can_not_read_a_new_data_folder(tmp_path: Path) -> None:
    startup.with_data_folder(Settings(data=tmp_path / "served"))
    store_of(None, tmp_path / "loaded")
    assert [(tmp_path / name).stat().st_mode & 0o777 for name in ("served", "loaded")] == [0o700, 0o700]


async def test_demo_passwords_that_still_work_keep_the_door_shut(tmp_path: Path) -> None:
    await prepare_store(with_secrets(Settings(data=tmp_path)))
    outside = with_secrets(Settings(data=tmp_path, demo=False, host=OUTSIDE))
    with pytest.raises(Stop, match="Demo passwords still work"):
        await prepare_store(outside)
    await prepare_store(outside.model_copy(update={"host": "127.0.0.1"}))


async def test_an_empty_store_is_filled_once(tmp_path: Path) -> None:
    settings = with_secrets(Settings(data=tmp_path))
    await prepare_store(settings)
    async with opened(settings) as services, services.database.reading() as session:
        assert len(await services.staff.list_staff(session)) == 3
    await prepare_store(settings)


def test_a_full_disk_and_a_folder_that_is_not_ours_are_told(tmp_path: Path) -> None:
    assert "disk is full" in str(startup.data_problem(tmp_path, OSError(errno.ENOSPC, "No space left on device")))
    denied = startup.data_problem(tmp_path, OSError(errno.EACCES, "Permission denied"))
    assert "can't be used: Permission denied" in str(denied)
    (tmp_path / "file").touch()
    with pytest.raises(Stop, match="Choose another one with --data"):
        startup.with_data_folder(Settings(data=tmp_path / "file"))


async def test_a_database_that_does_not_answer_is_not_blamed_on_the_data_folder(tmp_path: Path) -> None:
    settings = with_secrets(Settings(data=tmp_path, database_url="postgresql://nobody@127.0.0.1:1/none"))
    with pytest.raises(OSError, match="Connect call failed") as found:
        await prepare_store(settings)
    told = str(startup.data_problem(settings.data, found.value))
    assert "RAPPORT_DATABASE_URL does not answer" in told
    assert "127.0.0.1" in told


def test_a_database_with_several_addresses_is_not_blamed_on_the_folder_either(tmp_path: Path) -> None:
    for problem in (OSError("Multiple exceptions: …"), OSError(errno.EHOSTUNREACH, "No route to host")):
        assert "RAPPORT_DATABASE_URL" in str(startup.data_problem(tmp_path, problem))


def test_what_stops_a_command_is_the_same_in_another_process() -> None:
    stop = Stop("disk_full", "the last line", code=3, path="/data")
    again = copy.copy(stop)  # made of the same parts as by pickle
    assert (str(again), again.code) == (str(stop), 3)


def test_an_unknown_instance_is_not_guessed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("RAPPORT_DATA", raising=False)
    with pytest.raises(Stop, match="No Rapport of this machine answers"):
        store_of("http://shop.example", None)


def test_the_data_folder_is_absolute_and_the_checkouts_by_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("RAPPORT_DATA", raising=False)
    assert settings_for().data.name == "var"
    assert settings_for(Path("here")).data == Path.cwd() / "here"
    monkeypatch.setenv("RAPPORT_DATA", "there")
    assert settings_for().data == Path.cwd() / "there"


def test_a_password_may_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RAPPORT_ADMIN_PASSWORD", "from the environment")
    assert read_password() == "from the environment"


def test_arguments_of_the_tests_go_where_their_paths_are(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    only_root = runs(["-x", "tests/conftest.py"])
    assert [(folder.name == "bot", "-x" in arguments) for _, folder, arguments in only_root] == [(False, True)]
    assert os.path.isabs(only_root[0][2][-1])
