"""The console: the pages of staff."""

from aiohttp import web

from crm_backend.ui.console import account, conversations, live, people
from crm_backend.ui.shared.pages import setup_pages


def add_console(app: web.Application) -> None:
    setup_pages(app)
    account.add_to(app)
    people.add_to(app)
    conversations.add_to(app)
    live.add_to(app)
