"""Rasa as a server on loopback, wired with our parts."""

from __future__ import annotations

import logging
from pathlib import Path

from rasa.core.channels.channel import register
from sanic import Sanic

from bot.channel import CrmInput
from bot.fixes.session import close
from bot.ledger import CrmLedger
from bot.nlg import BilingualResponses
from bot.processor import TurnProcessor
from bot.recorder import RecordingEndpoint
from bot.replies import EditedReplies
from bot.settings import BotSettings
from bot.tracker_store import LedgerTrackerStore
from bot.turns import Turns

logger = logging.getLogger(__name__)
HOST = "127.0.0.1"  # Rasa never faces the network


def create_app(settings: BotSettings, model: Path) -> Sanic:
    """The application; the model is loaded before it takes a request. Rasa's own HTTP API is left out."""
    app = Sanic("rapport_bot", configure_logging=False)
    app.config.KEEP_ALIVE_TIMEOUT = 75
    register([CrmInput(settings.bot_token)], app, route="/webhooks/")
    ledger = CrmLedger(settings)
    actions = RecordingEndpoint(settings.actions_url, settings.action_deadline, settings.actions_token)

    async def load(app: Sanic, _: object) -> None:
        app.ctx.turns = create_turns(settings, model, ledger, actions)
        logger.info("Model %s is ready.", app.ctx.turns.model_id)

    async def end(app: Sanic, _: object) -> None:
        await close(actions)
        await ledger.close()

    app.register_listener(load, "before_server_start")
    app.register_listener(end, "after_server_stop")
    return app


def create_turns(settings: BotSettings, model: Path, ledger: CrmLedger, actions: RecordingEndpoint) -> Turns:
    """The parts of a turn, put together."""
    store = LedgerTrackerStore(ledger, settings.window, settings.conversations)
    processor = TurnProcessor(model, store, BilingualResponses({}, EditedReplies(settings)), actions)
    return Turns(settings, processor, store)


def serve(model: Path, port: int) -> None:
    """Serves until SIGTERM or SIGINT."""
    create_app(BotSettings(), model).run(host=HOST, port=port, workers=1, access_log=False, debug=False, motd=False)
