"""Command line of this environment: `python -m bot.run serve | train | validate`, from the repository's folder."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from bot import quiet
from bot.stubs import tensorflow


def main(arguments: list[str] | None = None) -> int:
    """Exit code 0, or 1 with a message on stderr."""
    chosen = _parser().parse_args(arguments)
    quiet.before_imports()
    tensorflow.install()
    quiet.configure_logging()
    from bot import fixes

    fixes.apply_all()
    from rasa.shared.exceptions import RasaException

    from bot.training import InvalidDialogue

    try:
        chosen.run(chosen)
    except (InvalidDialogue, RasaException, OSError, ValueError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bot.run", description=__doc__)
    commands = parser.add_subparsers(required=True)
    serve = commands.add_parser("serve", help="serve a model on loopback")
    serve.add_argument("--model", type=Path, required=True)
    serve.add_argument("--port", type=int, default=5005)
    serve.set_defaults(run=_serve)
    train = commands.add_parser("train", help="train a model from domain.yml, config.yml and data/")
    train.add_argument("--out", type=Path, required=True, help="file that the model is written to")
    train.set_defaults(run=_train)
    validate = commands.add_parser("validate", help="check domain.yml and data/ for mistakes")
    validate.set_defaults(run=_validate)
    for command in (train, validate):
        command.add_argument("--project", type=Path, default=Path(), help="folder of domain.yml (default: here)")
    return parser


def _serve(chosen: argparse.Namespace) -> None:
    from bot.serving import serve

    if not chosen.model.is_file():
        raise ValueError(f"there is no model at {chosen.model}: train one with `python -m bot.run train --out FILE`")
    serve(chosen.model, chosen.port)


def _train(chosen: argparse.Namespace) -> None:
    from bot.training import train

    print("Training the assistant ...", flush=True)
    seconds = train(chosen.project, chosen.out)
    print(f"Trained in {seconds:.0f} s: {chosen.out}", flush=True)


def _validate(chosen: argparse.Namespace) -> None:
    from bot.training import validate

    validate(chosen.project)
    print("domain.yml and data/ are sound.")


if __name__ == "__main__":
    sys.exit(main())
