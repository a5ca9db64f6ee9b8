"""Readings and models as a trained model leaves them, without training one."""

from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from crm_backend.conversations.service import CONVERSATIONS
from crm_backend.kit.web import CLOCK, DATABASE
from crm_backend.needs.bundle import save
from crm_backend.needs.catalogue import need_ids
from crm_backend.needs.examples import Example
from crm_backend.needs.models import NeedReading
from crm_backend.needs.schemas import ModelView, NeedReadingView
from crm_backend.needs.service import NEED_SERVICE
from crm_backend.needs.training import train

FEW = [
    Example(text="where is my parcel", need="order_status", language="en"),
    Example(text="开一张发票", need="invoice", language="zh"),
]
READ: dict[str, Any] = {
    "need": "product_fault",
    "also": ["return_refund"],
    "confidence": 0.87,
    "sure": True,
    "priority": "urgent",
    "reasons": ["safety"],
    "sentiment": {"label": "negative", "value": -0.8},
    "language": "en",
    "entities": [],
    "why": [{"word": "burnt", "weight": 2.0}, {"word": "please", "weight": -0.5}],
    "options": [],
}


@pytest.fixture(scope="session")
def model_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of a model that can be loaded, if hardly read with."""
    path = tmp_path_factory.mktemp("models") / "few.joblib"
    save(train(FEW, need_ids())[0], path)
    return path


async def make_model(
    console: web.Application, model_id: str, accuracy: float, file: Path | None = None, *, active: bool = False
) -> None:
    share = {"examples": 100, "accuracy": accuracy}
    figures = {"examples": 50, "recall": accuracy, "precision": 0.5}
    metrics = {
        "accuracy": {"all": share, "zh": share, "en": share},
        "own": {"examples": 7, "accuracy": 0.9},
        "calibration_error": 0.02,
        "needs": {"invoice": {"zh": figures, "en": figures}},
    }
    made = ModelView(
        id=model_id,
        kind="needs",
        head="linear",
        fingerprint="9f3a77",
        seeds=None,
        metrics=metrics,
        active=active,
        created_at=console[CLOCK](),
    )
    async with console[DATABASE].transaction() as session:
        await console[NEED_SERVICE].record(session, made, str(file or f"models/{model_id}"))


async def read_as(console: web.Application, conversation_id: str, **changed: Any) -> None:
    """As if the active model had read the conversation."""
    view = NeedReadingView.model_validate(READ | changed)
    async with console[DATABASE].transaction() as session:
        reading = await console[CONVERSATIONS].reading_view(session, conversation_id)
        row = NeedReading(
            conversation_id=conversation_id,
            message_id=reading.messages[-1].id,
            model_id="model",
            need=view.need,
            priority=view.priority,
            confidence=view.confidence,
            reading=view.model_dump(mode="json"),
            read_at=console[CLOCK](),
        )
        session.add(row)
        await console[CONVERSATIONS].note_reading(session, conversation_id, view.need, view.priority)
