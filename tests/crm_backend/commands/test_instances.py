import os
import socket
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from crm_backend.commands import instances, ports
from crm_backend.commands.instances import Instance, at_port, is_loopback, only_user, publish, withdraw
from crm_backend.commands.places import ROOT
from crm_backend.commands.words import Stop

HOLD = """
import sys
from pathlib import Path
from crm_backend.commands.instances import only_user
with only_user(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_second_instance_in_the_same_folder_is_refused_and_told_who_holds_it(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with (
            pytest.raises(Stop, match=rf"process {holder.pid}\) is using the data folder .*--data"),
            only_user(tmp_path),
        ):
            pass
        holder.kill()
    with only_user(tmp_path):  # the lock died with its holder
        assert (tmp_path / "lock").read_text() == f"{os.getpid()}\n"


def test_an_instance_is_found_by_its_port_while_it_lives(tmp_path: Path) -> None:
    publish(8080, Instance(pid=os.getpid(), data=tmp_path, url="http://127.0.0.1:8080", parts={"crm": 1}), tmp_path)
    found = at_port(8080, tmp_path)
    assert found is not None
    assert found.data == tmp_path
    assert stat.S_IMODE((tmp_path / "8080.json").stat().st_mode) == 0o600
    withdraw(8080, tmp_path)
    assert at_port(8080, tmp_path) is None


def test_an_instance_that_died_is_not_found(tmp_path: Path) -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    publish(8080, Instance(pid=ended.pid, data=tmp_path, url=""), tmp_path)
    assert at_port(8080, tmp_path) is None


def test_only_addresses_of_this_machine_lead_to_an_instance(tmp_path: Path) -> None:
    publish(8080, Instance(pid=os.getpid(), data=tmp_path, url=""), tmp_path)
    assert instances.at_url("http://localhost:8080/", tmp_path) is not None
    assert instances.at_url("http://shop.example:8080", tmp_path) is None


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("127.0.0.1", True),
        ("127.9.9.9", True),
        ("::1", True),
        ("localhost", True),
        ("203.0.113.7", False),
        ("::", False),
    ],
)
def test_loopback(host: str, expected: bool) -> None:
    assert is_loopback(host) is expected


def test_a_taken_public_port_is_an_error_that_names_the_option() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(Stop, match=rf"Port {port} is taken .* --port {port + 1}"):
            ports.public_port("127.0.0.1", port)
        with pytest.raises(Stop, match=rf"Port {port} is taken .* --bot-port"):
            ports.inner_port(port, 5005, "--bot-port")
        assert ports.inner_port(None, port, "--bot-port") not in (0, port)


def test_a_free_port_is_taken_as_it_is() -> None:
    port = ports.any_free("127.0.0.1")
    assert ports.public_port("127.0.0.1", port) == port
    assert ports.inner_port(None, port, "--bot-port") == port
    assert ports.public_port("127.0.0.1", 0) > 0


def test_an_address_of_another_machine_is_told() -> None:
    with pytest.raises(Stop, match="not an address of this machine"):
        ports.public_port("203.0.113.7", 8080)
