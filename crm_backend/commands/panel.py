"""The panel that greets whoever started Rapport: where to go, and how to log in."""

from shlex import quote

from rich.markup import escape
from rich.panel import Panel
from rich.table import Table

from crm_backend.commands.console import out
from crm_backend.commands.words import say
from crm_backend.settings import Settings
from crm_backend.staff.demo import DEMO_ACCOUNTS


def show_panel(settings: Settings, url: str) -> None:
    """Addresses, demo log-ins, and what else there is."""
    table = Table.grid(padding=(0, 2))
    table.add_column(style="bold", no_wrap=True)
    table.add_column()
    if settings.demo:
        table.add_row(say("panel_shop"), f"{url}/")
    table.add_row(say("panel_console"), f"{url}/console")
    table.add_row(say("panel_api"), f"{url}/api/openapi.json")
    table.add_row(say("panel_data"), escape(str(settings.data)))
    if settings.demo:
        table.add_row("", "")
        for account in DEMO_ACCOUNTS:
            table.add_row(say(f"panel_{account.role}"), f"{account.email}  /  {account.password}")
    else:
        table.add_row("", "")
        command = f"./rapport admin create --data {quote(str(settings.data))} --email … --name …"
        table.add_row(say("panel_first_admin"), escape(command))
    out.print(Panel(table, title=say("panel_title"), subtitle=say("panel_stop"), border_style="green", expand=False))
