"""crm_backend itself, in this process: what `serve crm` and the supervisor's child run."""

import logging
import sys

from aiohttp import web

from crm_backend.app import create_app
from crm_backend.kit.auth import with_secrets
from crm_backend.settings import Settings

SHUTDOWN = 4.0  # seconds for requests that are under way


def run(settings: Settings) -> None:
    """Serve until SIGINT or SIGTERM."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s", stream=sys.stderr)
    logging.getLogger("aiohttp.access").setLevel(logging.WARNING)  # addresses carry ids; who asked what is the ledger's
    web.run_app(
        create_app(with_secrets(settings)),
        host=settings.host,
        port=settings.port,
        shutdown_timeout=SHUTDOWN,
        access_log=None,
        print=lambda *_lines: None,
    )


if __name__ == "__main__":
    run(Settings())
