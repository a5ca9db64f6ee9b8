"""Rasa's processor, with nothing swallowed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rasa.core.actions.action import Action, ActionExecutionRejection
from rasa.core.lock_store import InMemoryLockStore
from rasa.core.nlg.generator import NaturalLanguageGenerator
from rasa.core.policies.policy import PolicyPrediction
from rasa.core.processor import MessageProcessor
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from bot.failures import TurnFailed
from bot.fixes.rule_names import PREDICTED


class TurnProcessor(MessageProcessor):
    """An action that raises, or a dialogue that never listens, fails the turn; Rasa would go on in silence."""

    def __init__(
        self, model: Path, tracker_store: TrackerStore, responses: NaturalLanguageGenerator, actions: EndpointConfig
    ) -> None:
        super().__init__(
            model_path=model,
            tracker_store=tracker_store,
            lock_store=InMemoryLockStore(),  # unused: turns of one conversation queue in front (bot/turns.py)
            generator=responses,
            action_endpoint=actions,
            on_circuit_break=_never_listens,
        )
        tracker_store.domain = self.domain
        responses.responses = self.domain.responses

    def predict_next_with_tracker_if_should(self, tracker: DialogueStateTracker) -> tuple[Action, PolicyPrediction]:
        """The next action, made so that an error in it ends the turn."""
        action, prediction = super().predict_next_with_tracker_if_should(tracker)
        rule = dict(prediction.action_metadata or {})
        if rule.pop(PREDICTED, None) not in (None, prediction.max_confidence_index):
            rule = {}
        prediction.action_metadata = rule or None
        run = action.run  # the action was made for this one run

        async def run_or_fail(*args: Any, **kwargs: Any) -> Any:
            try:
                return await run(*args, **kwargs)
            except ActionExecutionRejection:
                raise
            except Exception as error:
                raise TurnFailed("action_failed", f"{action.name()}: {type(error).__name__}: {error}") from error

        action.run = run_or_fail
        return action, prediction


def _never_listens(*_: Any) -> None:
    raise TurnFailed("rasa_error", "the dialogue ran too many actions without listening")
