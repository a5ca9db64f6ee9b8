"""The command line of Rapport. Every command is a file in crm_backend/commands/."""

import errno
import sys
from importlib import import_module

import typer

from crm_backend.commands.console import err
from crm_backend.commands.places import LocaleOption
from crm_backend.commands.words import Stop, say, told
from crm_backend.errors import RapportError

COMMANDS = {
    "serve": "serve:serve",
    "chat": "chat:chat",
    "replay": "replay:replay",
    "load": "store:load",
    "demo": "store:demo",
    "admin": "store:admin",
    "migrate": "store:migrate",
    "train": "train:train",
    "classify": "classify:classify",
    "test": "run_tests:run_tests",
}
PASSED_ON = {"allow_extra_args": True, "ignore_unknown_options": True}


def build(arguments: list[str]) -> typer.Typer:
    """The command line. Only the command that `arguments` name is imported, so that it starts quickly."""
    cli = typer.Typer(
        help=say("help_rapport"),
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
    )
    cli.callback()(_whole)
    named = next((word for word in arguments if word in COMMANDS), None)
    for name, where in COMMANDS.items():
        if name == named or named is None:
            _add(cli, name, where)
    return cli


def _whole(locale: LocaleOption = None) -> None:
    """Options of all commands; `words` reads them itself, before anything is said."""


def _add(cli: typer.Typer, name: str, where: str) -> None:
    module, _, attribute = where.partition(":")
    found = getattr(import_module(f"crm_backend.commands.{module}"), attribute)
    if isinstance(found, typer.Typer):
        cli.add_typer(found, name=name)
    else:
        settings = PASSED_ON if name == "test" else None
        cli.command(name, help=say(f"help_{name}"), context_settings=settings)(found)


def main() -> None:
    """Run the command line; whatever it can't do is told in a sentence, and the exit code is not 0."""
    try:
        build(sys.argv[1:])()
    except Stop as stop:
        _fail(str(stop), stop.code)
    except RapportError as error:
        _fail(told(error), 1)
    except KeyboardInterrupt:
        sys.exit(130)
    except OSError as problem:
        if problem.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        _fail(say("disk_full", path=problem.filename or ""), 1)


def _fail(sentence: str, code: int) -> None:
    err.print(f"rapport: {sentence}", markup=False, soft_wrap=True, style="red")
    sys.exit(code)


if __name__ == "__main__":
    main()
