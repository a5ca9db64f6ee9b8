"""A prediction says by the name of which rule it was made.

Upstream's RulePolicy knows the names while it trains and forgets them; a manager who reads why the assistant did
something needs them. The names travel in the policy's own lookup, so config.yml stays stock Rasa.
"""

from __future__ import annotations

from typing import Any

from rasa.core.policies.policy import PolicyPrediction
from rasa.core.policies.rule_policy import RulePolicy

NAMES = "rule_names"
PREDICTED = "predicted_index"  # another action may run, if a form has rejected this one
UPSTREAM_ANALYSIS, UPSTREAM_PREDICTION = RulePolicy._analyze_rules, RulePolicy._rule_prediction


def apply() -> None:
    """From now on, for models trained and used."""
    RulePolicy._analyze_rules = _analyze_rules
    RulePolicy._rule_prediction = _rule_prediction


def _analyze_rules(self: RulePolicy, *args: Any, **kwargs: Any) -> list[str]:
    unused = UPSTREAM_ANALYSIS(self, *args, **kwargs)
    self.lookup[NAMES] = {
        source: ", ".join(sorted({name for name, _ in named}))
        for source, named in self._rules_sources.items()
        if source
    }
    return unused


def _rule_prediction(
    self: RulePolicy, probabilities: list[float], prediction_source: str, *args: Any, **kwargs: Any
) -> PolicyPrediction:
    prediction = UPSTREAM_PREDICTION(self, probabilities, prediction_source, *args, **kwargs)
    name = (self.lookup or {}).get(NAMES, {}).get(prediction_source)
    if name and prediction.max_confidence > 0:
        prediction.action_metadata = {"rule": name, PREDICTED: prediction.max_confidence_index}
    return prediction
