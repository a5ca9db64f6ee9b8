"""crm_backend with an assistant that answers at once, in this process: what a burst may delay is the CRM's own."""

from aiohttp import web

from crm_backend.app import create_app
from crm_backend.conversations.assistant_client import FakeAssistant
from crm_backend.kit.auth import with_secrets
from crm_backend.settings import Settings


def main() -> None:
    settings = with_secrets(Settings())
    app = create_app(settings, FakeAssistant())
    web.run_app(app, host=settings.host, port=settings.port, access_log=None, print=lambda *_lines: None)


if __name__ == "__main__":
    main()
