"""No acknowledged message is lost or answered twice, whichever process is killed whenever: a small crash test.

`benchmarks/chaos.py` runs the same at length.
"""

from pathlib import Path

import pytest

from benchmarks.chaos import run
from benchmarks.rig.chaos_run import FAILPOINTS, Outcome
from crm_backend.commands.places import BOT_PYTHON
from tests.stack.running import MODELS

SEED = 20261123
CONVERSATIONS = 6

pytestmark = [pytest.mark.stack, pytest.mark.timeout(900)]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    if not BOT_PYTHON.exists():
        pytest.skip("Rasa's environment is missing (bot/.venv): ./rapport serve makes it")
    MODELS.mkdir(parents=True, exist_ok=True)
    (tmp_path / "models").symlink_to(MODELS)
    return tmp_path


async def test_killed_at_random_and_at_every_failpoint(data: Path) -> None:
    outcomes = await run(data, CONVERSATIONS, SEED, list(FAILPOINTS), "", data)

    for outcome in outcomes:
        assert _wrong(outcome) == [], outcome.name
        assert outcome.reached, f"{outcome.name}: nothing died there"
        assert outcome.verdict.acknowledged > 0
    assert sum(outcomes[0].kills.values()) > 0


def _wrong(outcome: Outcome) -> list[str]:
    verdict = outcome.verdict
    return [*verdict.lost, *verdict.duplicated, *verdict.stuck]
