"""The action server: `python -m actions.server --port 5055`. One process, on loopback."""

import argparse
import hmac
import logging
import warnings

from rasa_sdk.endpoint import create_app
from rasa_sdk.executor import ActionExecutor
from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, empty

from actions.crm_client import CrmClient
from actions.registry import all_actions
from actions.settings import ActionSettings

log = logging.getLogger(__name__)


def build(settings: ActionSettings) -> Sanic:
    """The app with all actions; the CRM session opens at the first call and ends with the server."""
    crm = CrmClient(settings)
    executor = ActionExecutor()
    for action in all_actions(crm, settings.zone):
        executor.register_action(action)
    app = create_app(executor)
    app.config.ACCESS_LOG = False
    expected = f"Bearer {settings.actions_token.get_secret_value()}".encode()

    @app.on_request
    async def admit(request: Request) -> HTTPResponse | None:
        """Only Rasa, by the service token, may run actions; anybody may ask whether the server is well."""
        given = request.headers.get("Authorization", "").encode()
        if request.path == "/health" or hmac.compare_digest(given, expected):
            return None
        return empty(status=401)

    @app.after_server_stop
    async def close(_: Sanic) -> None:
        await crm.close()

    return app


def main() -> None:
    """Serve until told to stop."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=5055)
    given = parser.parse_args()
    warnings.filterwarnings("ignore", message="(?s).*versions? of rasa")  # 3.6.21 and this SDK were tried together
    logging.getLogger("rasa_sdk").setLevel(logging.WARNING)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    settings = ActionSettings()
    if not settings.actions_token.get_secret_value():
        parser.error("set RAPPORT_ACTIONS_TOKEN: crm_backend and Rasa know the action server by it")
    build(settings).run(host=given.host, port=given.port, single_process=True, motd=False)


if __name__ == "__main__":
    main()
