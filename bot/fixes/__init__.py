"""What slows stock Rasa down, each mended in a file of its own. RAPPORT_FIX_<NAME>=off leaves one out."""

import os
from importlib import import_module

NAMES = ("schema", "event_types", "graph_runner", "session", "rule_names")


def apply_all() -> list[str]:
    """Applies every fix that is not switched off; returns their names."""
    chosen = [name for name in NAMES if os.environ.get(f"RAPPORT_FIX_{name.upper()}", "on").lower() != "off"]
    for name in chosen:
        import_module(f"bot.fixes.{name}").apply()
    return chosen
