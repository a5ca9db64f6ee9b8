"""The real server, over HTTP."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from bot.channel import CrmInput

ROOT = Path(__file__).parent.parent.parent
TURN = {
    "conversation_id": "c1",
    "message_id": "m1",
    "turn": 1,
    "input": {"kind": "text", "text": "你好，secret-word"},
    "metadata": {"language": "zh"},
}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def server(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    port, log = free_port(), tmp_path_factory.mktemp("log") / "bot.log"
    environment = {**os.environ, "RAPPORT_BOT_TOKEN": "right", "RAPPORT_CRM_URL": "http://127.0.0.1:9"}
    command = [sys.executable, "-m", "bot.run", "serve", "--model", str(model), "--port", str(port)]
    with log.open("w") as out:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=out, stderr=out)
    base = f"http://127.0.0.1:{port}/webhooks/crm"
    try:
        wait_until_ready(base)
        yield base, log
    finally:
        process.terminate()
        assert process.wait(10) in (0, -15)


def wait_until_ready(base: str) -> None:
    for _ in range(300):
        try:
            if requests.get(f"{base}/health", timeout=1).ok:
                return
        except requests.ConnectionError:
            time.sleep(0.1)
    raise AssertionError("not ready")


def post(base: str, body: Any, token: str | None = "right") -> requests.Response:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return requests.post(f"{base}/webhook", json=body, headers=headers, timeout=10)


def test_health(server: tuple[str, Path]) -> None:
    health = requests.get(f"{server[0]}/health", timeout=5).json()
    assert health["ready"] is True
    assert health["model_id"]


@pytest.mark.parametrize("token", [None, "", "wrong", "écrit"])
def test_who_does_not_know_the_token(server: tuple[str, Path], token: str | None) -> None:
    headers = {"Authorization": f"Bearer {token}".encode()} if token is not None else {}
    assert requests.post(f"{server[0]}/webhook", json=TURN, headers=headers, timeout=5).status_code == 401


def test_a_turn(server: tuple[str, Path]) -> None:
    answer = post(server[0], TURN)
    assert answer.status_code == 200
    assert answer.json()["replies"][0]["text"] == "您好"
    assert post(server[0], TURN).json() == answer.json()
    assert "secret-word" not in server[1].read_text()


def test_malformed_requests(server: tuple[str, Path]) -> None:
    assert post(server[0], {**TURN, "turn": 0}).status_code == 400
    assert post(server[0], []).status_code == 400
    headers = {"Authorization": "Bearer right"}
    assert requests.post(f"{server[0]}/webhook", data=b"{", headers=headers, timeout=5).status_code == 400


def test_a_failed_turn(server: tuple[str, Path]) -> None:
    answer = post(server[0], {**TURN, "conversation_id": "c2", "turn": 4})
    assert (answer.status_code, answer.json()["failure"]["code"]) == (503, "history_unavailable")


def test_rasas_own_doors_are_shut(server: tuple[str, Path]) -> None:
    root = server[0].removesuffix("/webhooks/crm")
    for path in ("/status", "/conversations/c1/tracker", "/webhooks/rest/webhook", "/model"):
        assert requests.get(root + path, timeout=5).status_code in (404, 405)


def test_no_token_no_server() -> None:
    with pytest.raises(ValueError, match="RAPPORT_BOT_TOKEN"):
        CrmInput("")
