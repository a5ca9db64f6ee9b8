"""The texts that needs are learned from, and those kept aside to measure with."""

from collections import Counter
from functools import cache
from itertools import combinations
from pathlib import Path

import pytest
import yaml

from crm_backend.needs.catalogue import FOLDER, PRIORITIES, TONES, need_ids
from crm_backend.needs.examples import Example, read_examples, read_seeds

ROOT = Path(__file__).parents[2]
LANGUAGES = ("en", "zh")
FILES = [(need, language) for need in need_ids() for language in LANGUAGES]
# From here on, two texts are one with a few words swapped.
TOO_NEAR = 0.6
# One label in so many texts is as rare as a label may be.
RAREST = 20


@cache
def learned(need: str, language: str) -> list[Example]:
    return read_examples(FOLDER / f"{need}.{language}.jsonl", need=need, language=language)


def labelled(need: str, language: str) -> list[Example]:
    return [example for example in learned(need, language) if example.priority]


@cache
def kept_aside(language: str) -> list[Example]:
    """Held out by those who wrote the rest, and written by those who have not read it (which may come later)."""
    paths = [ROOT / f"tests/needs/{name}.{language}.jsonl" for name in ("held_out", "blind")]
    return [example for path in paths if path.exists() for example in read_examples(path, language=language)]


def of_the_dialogue() -> set[str]:
    """What is said in a dialogue whatever the need: greetings, yes and no, values."""
    blocks = [
        block for path in (ROOT / "data/nlu").glob("*.yml") for block in yaml.safe_load(path.read_text("utf-8"))["nlu"]
    ]
    return {line.removeprefix("- ").casefold() for block in blocks for line in block["examples"].splitlines()}


def grams(text: str) -> frozenset[str]:
    """Runs of four characters; a shorter text is its own."""
    low = text.lower()
    return frozenset(low[start : start + 4] for start in range(max(1, len(low) - 3)))


def near(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two texts share more than TOO_NEAR of what either has; of unequal lengths they cannot."""
    if min(len(one), len(other)) <= TOO_NEAR * max(len(one), len(other)):
        return False
    shared = len(one & other)
    return shared > TOO_NEAR * (len(one) + len(other) - shared)


def test_every_need_has_a_file_in_both_languages_and_no_other_file_is_there() -> None:
    there = {path.name for path in FOLDER.glob("*.jsonl")}
    assert there == {f"{need}.{language}.jsonl" for need, language in FILES}


@pytest.mark.parametrize(("need", "language"), FILES)
def test_labels_are_of_the_catalogue_and_come_together(need: str, language: str) -> None:
    for example in learned(need, language):
        assert example.text == example.text.strip() != ""
        assert set(example.also) <= set(need_ids()) - {need}, example.text
        assert len(example.also) <= 2, example.text
        assert (example.priority is None) == (example.sentiment is None), example.text


@pytest.mark.parametrize(("need", "language"), FILES)
def test_enough_to_learn_from(need: str, language: str) -> None:
    assert len(labelled(need, language)) >= 40


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_priority_and_every_tone_can_be_learned(language: str) -> None:
    examples = [example for need in need_ids() for example in labelled(need, language)]
    priorities = Counter(example.priority for example in examples)
    tones = Counter(example.sentiment for example in examples)
    assert all(priorities[priority] >= len(examples) / RAREST for priority in PRIORITIES), priorities
    assert all(tones[tone] >= len(examples) / RAREST for tone in TONES), tones


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("need", [need for need in need_ids() if need not in ("other", "praise")])
def test_every_need_can_be_urgent(need: str, language: str) -> None:
    assert sum(example.priority == "urgent" for example in labelled(need, language)) >= 4


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("need", need_ids())
def test_some_of_every_need_are_kept_aside(need: str, language: str) -> None:
    assert sum(example.need == need for example in kept_aside(language)) >= 8


@pytest.mark.parametrize("language", LANGUAGES)
def test_texts_kept_aside_have_all_labels(language: str) -> None:
    for example in kept_aside(language):
        assert example.need in need_ids(), example.text
        assert set(example.also) <= set(need_ids()) - {example.need}, example.text
        assert example.priority, example.text
        assert example.sentiment, example.text


def test_no_text_stands_twice_anywhere() -> None:
    everything = [example for need, language in FILES for example in learned(need, language)]
    everything += [example for language in LANGUAGES for example in kept_aside(language)]
    spelled = Counter(example.text.casefold() for example in everything)
    assert [text for text, times in spelled.items() if times > 1] == []


def test_nothing_that_is_kept_aside_is_learned_from() -> None:
    """Phrasings of solutions are learned from, too."""
    aside = {example.text.casefold() for language in LANGUAGES for example in kept_aside(language)}
    assert {example.text.casefold() for example in read_seeds()} & aside == set()


def test_no_text_belongs_to_the_dialogue_too() -> None:
    texts = {example.text.casefold() for need, language in FILES for example in learned(need, language)}
    assert texts & of_the_dialogue() == set()


@pytest.mark.parametrize(("need", "language"), FILES)
def test_no_labelled_text_is_another_with_words_swapped(need: str, language: str) -> None:
    known = [(example.text, grams(example.text)) for example in labelled(need, language)]
    assert [(a[0], b[0]) for a, b in combinations(known, 2) if near(a[1], b[1])] == []


@pytest.mark.parametrize(("need", "language"), FILES)
def test_no_text_kept_aside_is_a_labelled_one_with_words_swapped(need: str, language: str) -> None:
    known = [(example.text, grams(example.text)) for example in labelled(need, language)]
    aside = [(example.text, grams(example.text)) for example in kept_aside(language) if example.need == need]
    assert [(a, b) for a, one in aside for b, other in known if near(one, other)] == []
