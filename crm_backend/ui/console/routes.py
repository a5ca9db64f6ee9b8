"""The console: the pages of staff."""

from aiohttp import web

from crm_backend.ui.console import account, conversations, feedback, live, people, requests
from crm_backend.ui.console.needs import pages as needs
from crm_backend.ui.console.replies import editing as wording
from crm_backend.ui.console.replies import listing as sayings
from crm_backend.ui.console.solutions import editing, history, listing
from crm_backend.ui.shared.pages import setup_pages


def add_console(app: web.Application) -> None:
    setup_pages(app)
    for pages in (account, people, conversations, requests, feedback, live):
        pages.add_to(app)
    for pages in (listing, editing, history, sayings, wording, needs):
        pages.add_to(app)
