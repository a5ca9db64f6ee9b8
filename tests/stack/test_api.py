"""Every operation of the published API under random input: no server errors, and answers as the document says."""

import asyncio
import os
import subprocess
import sys

import aiohttp
import pytest

from crm_backend.commands.places import ROOT
from tests.stack.running import Stack
from tests.stack.test_sockets import visitor

pytestmark = [pytest.mark.stack, pytest.mark.timeout(180)]


def test_api_under_random_input(stack: Stack) -> None:
    secrets = stack.settings
    command = [
        *(sys.executable, "-m", "schemathesis.cli", "run", f"{stack.url}/api/openapi.json"),
        *("--checks", "not_a_server_error,response_schema_conformance"),
        *("--phases", "examples,fuzzing", "--max-examples", "6", "--seed", "20261102", "--mode", "all"),
        *("--suppress-health-check", "all", "--request-timeout", "30", "--no-color"),
        *("--exclude-path-regex", "/api/staff/(logout|login)"),
    ]
    tokens = {"chat": asyncio.run(visitor(stack)), "actions": secrets.actions_token.get_secret_value()}
    for token in tokens.values():
        ran = subprocess.run(
            [*command, "-H", f"Authorization: Bearer {token}"],
            cwd=stack.settings.data,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert ran.returncode == 0, ran.stdout[-6000:] + ran.stderr[-2000:]


async def test_document_names_what_each_operation_needs(stack: Stack) -> None:
    async with aiohttp.ClientSession() as http, http.get(f"{stack.url}/api/openapi.json") as response:
        document = await response.json()
    operations = {path: verbs for path, verbs in document["paths"].items() if path.startswith("/api/crm/")}
    assert operations
    for verbs in operations.values():
        assert all(operation.get("security") for operation in verbs.values())
