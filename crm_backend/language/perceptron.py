"""An averaged perceptron (Collins, 2002) that tags words one after the other, trained from a few hundred sentences."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from zlib import crc32

Fixed = Callable[[str], str | None]
Features = Callable[[Sequence[str], int, str, str], list[str]]
Tagged = list[tuple[str, str]]
_ROUNDS = 8
_START = "<s>"


class Tagger:
    """`features` gives what is seen of a word and of the two tags before it; `fixed` a tag that form alone tells."""

    def __init__(self, features: Features, fixed: Fixed) -> None:
        self._features = features
        self._fixed = fixed
        self._weights: dict[str, dict[str, float]] = {}
        self._tags: list[str] = []

    def tag(self, words: Sequence[str]) -> list[str]:
        """One tag a word."""
        previous, before, tags = _START, _START, []
        for place in range(len(words)):
            tag = self._fixed(words[place]) or self._best(self._features(words, place, previous, before))
            tags.append(tag)
            previous, before = tag, previous
        return tags

    def train(self, sentences: Sequence[Tagged]) -> "Tagger":
        """Learns; the same sentences give the same tagger."""
        self._tags = sorted({tag for sentence in sentences for word, tag in sentence if not self._fixed(word)})
        totals: dict[tuple[str, str], float] = defaultdict(float)
        changed: dict[tuple[str, str], int] = defaultdict(int)
        step = 0
        for turn in range(_ROUNDS):
            for sentence in _mixed(sentences, turn):
                step = self._learn(sentence, step, totals, changed)
        for feature, weights in self._weights.items():
            for tag, weight in weights.items():
                key = feature, tag
                weights[tag] = (totals[key] + (step - changed[key]) * weight) / max(1, step)
        return self

    def _best(self, features: list[str]) -> str:
        scores = dict.fromkeys(self._tags, 0.0)
        for feature in features:
            for tag, weight in self._weights.get(feature, {}).items():
                scores[tag] += weight
        return max(self._tags, key=lambda tag: (scores[tag], tag))

    def _learn(
        self, sentence: Tagged, step: int, totals: dict[tuple[str, str], float], changed: dict[tuple[str, str], int]
    ) -> int:
        words = [word for word, _ in sentence]
        previous, before = _START, _START
        for place, (_, right) in enumerate(sentence):
            step += 1
            fixed = self._fixed(words[place])
            if fixed:
                previous, before = fixed, previous
                continue
            features = self._features(words, place, previous, before)
            guess = self._best(features)
            if guess != right:
                for feature in features:
                    for tag, change in ((right, 1.0), (guess, -1.0)):
                        weights = self._weights.setdefault(feature, {})
                        key = feature, tag
                        totals[key] += (step - changed[key]) * weights.get(tag, 0.0)
                        changed[key] = step
                        weights[tag] = weights.get(tag, 0.0) + change
            previous, before = guess, previous
        return step


def _mixed(sentences: Sequence[Tagged], turn: int) -> list[Tagged]:
    """The sentences in an order that is another at every turn and the same in every training."""
    return sorted(sentences, key=lambda sentence: crc32(f"{turn} {sentence}".encode()))
