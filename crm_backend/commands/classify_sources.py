"""What a classification without a server goes by: the data folder's model, solutions and articles, else what ships."""

import asyncio
from datetime import date
from pathlib import Path
from typing import NamedTuple

from sqlalchemy.exc import SQLAlchemyError

from crm_backend.commands.classifying import Classifier
from crm_backend.commands.console import working
from crm_backend.commands.places import make_data_folder
from crm_backend.demo.business import products
from crm_backend.needs.bundle import load
from crm_backend.needs.examples import read_seeds, seeds_fingerprint
from crm_backend.needs.reader import Reader
from crm_backend.settings import Settings
from crm_backend.solutions.matching import Matcher
from crm_backend.solutions.seeds import seed_matcher
from rapport_text.products import ProductFinder


class _Kept(NamedTuple):
    """What a store holds."""

    model: Path | None
    matcher: Matcher
    products: list[tuple[str, str]]


def open_classifier(settings: Settings) -> Classifier:
    """Without a store, or where it holds nothing of a kind, what ships is taken."""
    kept = asyncio.run(_kept(settings)) if _has_store(settings) else None
    model = kept.model if kept and kept.model else _seed_model(settings.data)
    names = kept.products if kept and kept.products else _shipped_products()
    matcher = kept.matcher if kept else seed_matcher()
    return Classifier(Reader(load(model)), matcher, ProductFinder(names), date.today())


def _has_store(settings: Settings) -> bool:
    return bool(settings.database_url) or (settings.data / "rapport.sqlite3").is_file()


async def _kept(settings: Settings) -> _Kept | None:
    """None if the store was made by another version."""
    from crm_backend.commands.store import opened  # the whole CRM: only where there is a store

    try:
        async with opened(settings) as services, services.database.reading() as session:
            return _Kept(
                await services.needs.active_file(session),
                await services.solutions.matcher(session),
                await services.orders.product_names(session),
            )
    except SQLAlchemyError:
        return None


def _seed_model(data: Path) -> Path:
    """Trained from what ships, once, and kept."""
    path = data / "models" / "needs" / f"seeds-{seeds_fingerprint()}.joblib"
    if not path.is_file():
        from crm_backend.needs.learning import learn  # scikit-learn: only where something is learned

        make_data_folder(data)
        with working("training_needs"):
            learn(read_seeds(), "linear", path)
    return path


def _shipped_products() -> list[tuple[str, str]]:
    return [(product.id, name) for product in products() for name in (product.name_en, product.name_zh)]
