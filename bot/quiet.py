"""What this process writes to its log: its own doings, never a customer's words."""

from __future__ import annotations

import logging
import os
import re
import warnings

# rasa and structlog print messages, slots and whole trackers below this level, and some of them above it
_TALKATIVE = ("rasa.core.processor", "rasa.core.actions.action", "rasa.core.nlg.interpolator", "rasa.shared")
_MISTAKEN = re.compile(
    "^Slot auto-fill has been removed"  # said whenever a slot has an entity's name
    "|^The intent '(event|csat)_.*' is (listed in the domain file, but is not found|not used)"  # the channel makes them
    "|^The utterance 'utter_.*' is not used in any story or rule"  # actions use them
)
_DISTANT = ("matplotlib", "apscheduler", "sanic.access", "urllib3", "asyncio", "pykwalify")


def before_imports() -> None:
    """Environment and warnings; has to run before Rasa is imported."""
    os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
    os.environ.setdefault("SANIC_HOST", "127.0.0.1")
    os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")
    os.environ.setdefault("MPLBACKEND", "agg")
    os.environ.setdefault("LOG_LEVEL", "ERROR")  # Rasa's name for: no progress bars
    warnings.showwarning = show_warning  # packages that Rasa imports reset the filters


def show_warning(message: Warning | str, kind: type[Warning], *_: object) -> None:
    """What Rasa warns of in the dialogue's files; nothing of what old packages say about each other."""
    if (
        issubclass(kind, UserWarning)
        and not issubclass(kind, DeprecationWarning)
        and not _MISTAKEN.search(str(message))
    ):
        logging.getLogger("bot").warning("%s", message)


def configure_logging(level: int = logging.INFO) -> None:
    """One line an entry; RAPPORT_LOG_LEVEL=DEBUG for a developer's own machine only."""
    chosen = os.environ.get("RAPPORT_LOG_LEVEL", "").upper() or logging.getLevelName(level)
    logging.basicConfig(level=chosen, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    from rasa.utils.log_utils import configure_structlog

    configure_structlog(logging.getLogger().level)
    if logging.getLogger().level > logging.DEBUG:
        for name in _TALKATIVE:
            logging.getLogger(name).setLevel(logging.CRITICAL)
        for name in (*_DISTANT, "rasa"):
            logging.getLogger(name).setLevel(logging.WARNING)
        logging.getLogger("rasa.engine.training.hooks").setLevel(logging.INFO)  # the progress of a training
