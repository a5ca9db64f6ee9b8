"""Models of needs for commands: trained, compared, kept in DATA/models/needs, recorded in the store."""

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, cast

from crm_backend.app import Services
from crm_backend.commands.console import note, progress_of
from crm_backend.commands.words import Stop, say
from crm_backend.kit.ids import new_id
from crm_backend.needs.bundle import load
from crm_backend.needs.examples import Example, read_seeds, seeds_fingerprint
from crm_backend.needs.heads import Kind
from crm_backend.needs.rules import better
from crm_backend.needs.schemas import ModelView
from crm_backend.settings import Settings

if TYPE_CHECKING:  # scikit-learn is loaded where something is learned, not at every start
    from crm_backend.needs.learning import Learned

KINDS: tuple[Kind, ...] = ("linear", "forest")
_STEPS = 100  # of a progress bar
FOLDER = Path("models") / "needs"


async def ensure_needs(settings: Settings, services: Services) -> None:
    """A model of needs before the first start, and a new one of its kind when what ships has changed."""
    async with services.database.reading() as session:
        active = await services.needs.active(session)
        file = await services.needs.active_file(session)
        if active is not None and file is not None and active.seeds == seeds_fingerprint() and _readable(file):
            return
        own = await services.needs.own_examples(session)
    path = FOLDER / f"{new_id()}.joblib"
    kind = cast(Kind, active.head) if active and active.head else "linear"
    learned = await asyncio.to_thread(_learn, [*read_seeds(), *own], kind, settings.data / path)
    await _record(services, learned, path, activate=True)


async def train_needs(settings: Settings, services: Services, activate: bool) -> None:
    """Train the linear model and the forest; the better one by cross-validation is kept."""
    async with services.database.reading() as session:
        own = await services.needs.own_examples(session)
        active = await services.needs.active(session)
    examples = [*read_seeds(), *own]
    if not examples:
        raise Stop("no_examples")
    tried = [await _tried(settings, examples, kind) for kind in KINDS]
    best, path = max(tried, key=lambda each: each[0].accuracy)
    for learned, other in tried:
        if learned is not best:
            (settings.data / other).unlink(missing_ok=True)
    before = active.accuracy() if active else None
    chosen = activate or better(best.accuracy, before)
    await _record(services, best, path, activate=chosen)
    if chosen:
        note(say("needs_activated", head=say(f"head_{best.kind}")), "green")
    else:
        note(say("needs_not_activated", new=_percent(best.accuracy), old=_percent(before)), "yellow")


async def record_bot(services: Services, model: Path) -> None:
    """The assistant's model; how well it understands is what `python -m bot.run evaluate` measures."""
    made = ModelView(
        id=new_id(),
        kind="bot",
        head=None,
        fingerprint=model.name.removesuffix(".tar.gz"),
        seeds=None,
        metrics={},
        active=True,
        created_at=services.clock(),
    )
    async with services.database.transaction() as session:
        await services.needs.record(session, made, str(Path("models") / model.name))


async def _tried(settings: Settings, examples: list[Example], kind: Kind) -> "tuple[Learned, Path]":
    path = FOLDER / f"{new_id()}.joblib"
    begun = time.monotonic()
    with _bar() as progress:
        learned = await asyncio.to_thread(_learn, examples, kind, settings.data / path, progress)
    accuracy = learned.metrics["accuracy"]
    shares = {name: _percent(accuracy[name]["accuracy"]) if name in accuracy else "–" for name in ("all", "en", "zh")}
    took = round(time.monotonic() - begun)
    head = say(f"head_{kind}")
    note(say("needs_compared", head=head, accuracy=shares["all"], en=shares["en"], zh=shares["zh"], seconds=took))
    own = learned.metrics["own"]
    if own["examples"]:
        note(say("own_labels", examples=own["examples"], accuracy=_percent(own["accuracy"])))
    return learned, path


@contextmanager
def _bar() -> Iterator[Callable[[float], None]]:
    """A bar that is told the share that is done."""
    done = 0
    with progress_of("training_needs", _STEPS) as advance:

        def told(share: float) -> None:
            nonlocal done
            advance(round(share * _STEPS) - done)
            done = round(share * _STEPS)

        yield told


def _readable(file: Path) -> bool:
    try:
        load(file)
    except (OSError, ValueError):
        return False
    return True


def _learn(
    examples: list[Example], kind: Kind, path: Path, progress: Callable[[float], None] = lambda share: None
) -> "Learned":
    from crm_backend.needs.learning import learn

    return learn(examples, kind, path, progress)


async def _record(services: Services, learned: "Learned", path: Path, *, activate: bool) -> None:
    view = ModelView(
        id=path.stem,
        kind="needs",
        head=learned.kind,
        fingerprint=learned.fingerprint,
        seeds=seeds_fingerprint(),
        metrics=dict(learned.metrics),
        active=activate,
        created_at=services.clock(),
    )
    async with services.database.transaction() as session:
        await services.needs.record(session, view, str(path))


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{100 * share:.1f}"
