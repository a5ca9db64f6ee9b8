"""The prediction graph runs node after node in an order that is worked out once.

Upstream builds a dask graph for each message, though the graph is a short chain that never changes.
"""

from __future__ import annotations

from typing import Any

from rasa.engine.exceptions import GraphRunError
from rasa.engine.graph import GraphSchema
from rasa.engine.runner.dask import DaskGraphRunner

UPSTREAM = DaskGraphRunner.run


def apply() -> None:
    """From now on, in training and in prediction."""
    DaskGraphRunner.run = run


def run(
    self: DaskGraphRunner, inputs: dict[str, Any] | None = None, targets: list[str] | None = None
) -> dict[str, Any]:
    """As upstream: the values of the targets, each node run once."""
    wanted = targets or self._graph_schema.target_names
    plans = self.__dict__.setdefault("_plans", {})
    key = tuple(wanted)
    if key not in plans:
        plans[key] = _order(self._graph_schema.minimal_graph_schema(wanted), wanted)
    given = inputs or {}
    self._add_inputs_to_graph(given, dict.fromkeys(self._instantiated_nodes))  # only for its check of names
    results: dict[str, Any] = {name: (name, value) for name, value in given.items()}
    try:
        for name, needs in plans[key]:
            results[name] = self._instantiated_nodes[name](*(results.get(need, need) for need in needs))
    except RuntimeError as error:
        raise GraphRunError("Error running runner.") from error
    return dict(results[name] for name in wanted)


def _order(schema: GraphSchema, targets: list[str]) -> list[tuple[str, tuple[str, ...]]]:
    """Nodes with what they need, needed ones first."""
    ordered: dict[str, tuple[str, ...]] = {}

    def visit(name: str) -> None:
        if name in ordered or name not in schema.nodes:
            return
        needs = tuple(schema.nodes[name].needs.values())
        for need in needs:
            visit(need)
        ordered[name] = needs

    for name in targets:
        visit(name)
    return list(ordered.items())
