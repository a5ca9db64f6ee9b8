"""An action's answer is checked by a validator that was compiled once.

Upstream calls `jsonschema.validate()`, which checks and compiles the schema anew each time: 68 % of a custom action.
"""

from __future__ import annotations

from typing import Any

from jsonschema.exceptions import best_match
from jsonschema.validators import validator_for
from rasa.core.actions.action import RemoteAction


def apply() -> None:
    """From now on, for every action."""
    schema = RemoteAction.action_response_format_spec()
    kind = validator_for(schema)
    kind.check_schema(schema)
    validator = kind(schema)

    def validate_action_result(self: RemoteAction, result: dict[str, Any]) -> bool:
        error = best_match(validator.iter_errors(result))  # of several errors the one that validate() raises
        if error is None:
            return True
        error.message += (
            ". The action server's answer does not have the form of https://rasa.com/docs/rasa/custom-actions"
        )
        raise error

    RemoteAction._validate_action_result = validate_action_result
