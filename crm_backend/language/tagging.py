"""Parts of speech (Universal Dependencies' tags): taggers trained from our own tagged sentences when first needed."""

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from crm_backend.language.lexicon import groups
from crm_backend.language.perceptron import Tagged, Tagger
from crm_backend.language.segmenting import flag_of

_DATA = Path(__file__).parents[2] / "data" / "language"
_PUNCT = re.compile(r"[^\w\s$¥€£%+=<>]+")
_SYMBOL = re.compile(r"[$¥€£%+=<>]+")
_NUMBER = re.compile(r"[0-9][0-9.,:/-]*")
_CODE = re.compile(r"(?=[^0-9]*[0-9])[A-Za-z0-9][A-Za-z0-9_-]{2,}")
HELD_OUT = 5  # every fifth sentence is kept from training, to measure


def tag(words: Sequence[str], language: str) -> list[str]:
    """One tag a word; what is no word (marks, numbers, codes) is told by its form."""
    return tagger(language).tag(words)


def accuracy(language: str) -> float:
    """The share of right tags on the sentences that a tagger trained for this did not see."""
    sentences = tagged(language)
    fresh = Tagger(_FEATURES[language], _by_form).train([s for n, s in enumerate(sentences) if n % HELD_OUT])
    right = total = 0
    for sentence in sentences[::HELD_OUT]:
        words = [word for word, _ in sentence]
        right += sum(guess == told for guess, (_, told) in zip(fresh.tag(words), sentence, strict=True))
        total += len(sentence)
    return right / total


@cache
def tagger(language: str) -> Tagger:
    """The tagger of a language, trained on all its sentences; about a second the first time."""
    return Tagger(_FEATURES[language], _by_form).train(tagged(language))


def tagged(language: str) -> list[Tagged]:
    """Our sentences, tagged by hand."""
    lines = (_DATA / f"tagged.{language}.txt").read_text(encoding="utf-8").splitlines()
    return [[_pair(token) for token in line.split()] for line in lines if line.strip()]


def _pair(token: str) -> tuple[str, str]:
    word, _, kind = token.rpartition("/")
    return word, kind


def _by_form(word: str) -> str | None:
    if _SYMBOL.fullmatch(word):
        return "SYM"
    if _PUNCT.fullmatch(word) and not word.startswith("'"):
        return "PUNCT"
    if _NUMBER.fullmatch(word):
        return "NUM"
    return "PROPN" if _CODE.fullmatch(word) and not word.islower() else None


def _english(words: Sequence[str], place: int, previous: str, before: str) -> list[str]:
    word = words[place].lower()
    following = words[place + 1].lower() if place + 1 < len(words) else "</s>"
    preceding = words[place - 1].lower() if place else "<s>"
    capital = words[place][:1].isupper() and place > 0
    classes, next_classes = _classes(word, "en"), _classes(following, "en")
    return [
        *(
            "bias",
            f"w {word}",
            f"s3 {word[-3:]}",
            f"s2 {word[-2:]}",
            f"s1 {word[-1:]}",
            f"p {word[:2]}",
            f"cap {capital}",
        ),
        *(f"t1 {previous}", f"t2 {before} {previous}", f"tw {previous} {word}", f"w-1 {preceding}", f"w+1 {following}"),
        *(
            f"s+1 {following[-3:]}",
            f"c {classes}",
            f"tc {previous} {classes}",
            f"c+1 {next_classes}",
            f"cc {classes} {next_classes}",
        ),
        *(f"ts {previous} {word[-2:]}", f"tc+1 {previous} {next_classes}", f"cap1 {capital} {word in _common()}"),
    ]


@cache
def _classes(word: str, language: str) -> str:
    """The classes that our lists give a word, also of its singular."""
    known = groups(f"closed.{language}")
    found = [name for name, words in known.items() if word in words]
    if not found and word.endswith("s"):
        found = [f"{name}s" for name in ("NOUN", "VERB") if word[:-1] in known[name]]
    return "|".join(found)


@cache
def _common() -> frozenset[str]:
    return frozenset().union(*groups("closed.en").values())


def _chinese(words: Sequence[str], place: int, previous: str, before: str) -> list[str]:
    word = words[place]
    flag = flag_of(word)
    following = words[place + 1] if place + 1 < len(words) else "</s>"
    preceding = words[place - 1] if place else "<s>"
    next_flag = flag_of(following)[:1]
    classes, next_classes = _classes(word, "zh"), _classes(following, "zh")
    return [
        *(
            "bias",
            f"w {word}",
            f"first {word[0]}",
            f"last {word[-1]}",
            f"n {min(len(word), 3)}",
            f"f {flag}",
            f"f1 {flag[:1]}",
        ),
        *(f"t1 {previous}", f"t2 {before} {previous}", f"tf {previous} {flag[:1]}", f"tw {previous} {word}"),
        *(
            f"w-1 {preceding}",
            f"w+1 {following}",
            f"f+1 {next_flag}",
            f"ff {flag[:1]} {next_flag}",
            f"wf {word} {next_flag}",
        ),
        *(f"c {classes}", f"tc {previous} {classes}", f"c+1 {next_classes}", f"cc {classes} {next_classes}"),
    ]


_FEATURES = {"en": _english, "zh": _chinese}
