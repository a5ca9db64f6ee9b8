"""All that can be said of a text, many at a time, in this process."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from crm_backend.kit.texts import FALLBACK, LANGUAGES
from crm_backend.needs.reader import Reader, Reading
from crm_backend.needs.worker import entities_of, language_of
from crm_backend.solutions.matching import Match, Matcher
from rapport_text.entities import Entity
from rapport_text.products import ProductFinder

SOLUTIONS = 3  # of each text


@dataclass(frozen=True)
class Classifier:
    reader: Reader
    matcher: Matcher
    products: ProductFinder
    today: date

    def classify(self, texts: Sequence[str]) -> list[dict[str, Any]]:
        """The fields of an output line but its id, in the order of the texts."""
        readings = self.reader.read_all([[text] for text in texts])
        languages = [language_of([text], reading.known) for text, reading in zip(texts, readings, strict=True)]
        entities = [entities_of(text, self.products, self.today) for text in texts]
        solutions = self.matcher.match_all(
            texts,
            [language if language in LANGUAGES else FALLBACK for language in languages],
            [reading.need for reading in readings],
            SOLUTIONS,
            products=[[entity.value for entity in some if entity.label == "product"] for some in entities],
        )
        return [_shown(*each) for each in zip(readings, languages, entities, solutions, strict=True)]


def _shown(reading: Reading, language: str | None, entities: list[Entity], solutions: list[Match]) -> dict[str, Any]:
    return {
        "need": reading.need,
        "also": list(reading.also),
        "confidence": reading.confidence,
        "priority": reading.priority,
        "sentiment": {"label": reading.sentiment.label, "value": reading.sentiment.value},
        "language": language,
        "entities": [entity._asdict() for entity in entities],
        "why": [word._asdict() for word in reading.why],
        "solutions": [{"id": m.solution_id, "title": m.title, "score": m.score} for m in solutions],
    }
