"""What the tone of a text says: weighted words of both languages, turned by negation, scaled, weighed by contrast."""

import math
import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from crm_backend.language import tones_en, tones_zh
from crm_backend.language.lexicon import weights
from rapport_text.normalise import lowered, normalise, simplified

Label = Literal["negative", "neutral", "positive"]


class Sentiment(NamedTuple):
    """`value` runs from -1 (furious) over 0 (sober) to 1 (delighted)."""

    label: Label
    value: float


_NEGATIVE, _POSITIVE = -0.45, 0.45  # from there on a tone is one
_HALF = 2.5  # the sum of weights at which the value is about 0.7
_SENTENCE = re.compile(r"[^.!?。;\n…~]+[.!?。;\n…~]*")
_LAST_WEIGHS = 1.25  # people end with what they mean
_SHOUT = re.compile(r"\b[A-Z]{3,}\b")
_CALM_CAPITALS = frozenset(
    "USB LED SSD TV VAT PDF PIN SMS PLEASE FAQ CEO CVV DHL UPS GLS DPD USA OTP QR ID IBAN PIN GDPR VIP APP".split()
)
_ASKS = re.compile(
    r"\?|please|could you|can you|can i|may i|how do|let me know|吗|呢$|能不能|可不可以|可以.{0,3}不|怎么|麻烦|帮我"
    r"|帮忙|请你?们?|想问|哪[里个种]|多少|几[天点]"
)
_END = 60  # characters at the end in which a text says what it asks for
_ASKING = 0.5
_URGING = re.compile(r"[!?]{2,}")


def sentiment(text: str) -> Sentiment:
    """Never fails; a text without any word it knows is neutral."""
    plain = simplified(normalise(text))
    lower = lowered(plain)
    total = sum(_sentences(lower)) + _emoji(plain)
    total += _voice(plain, total)
    if total > 0 and _ASKS.search(lower[-_END:]):
        total *= _ASKING  # kind words before a request are manners
    value = round(total / math.sqrt(total * total + _HALF * _HALF), 3)
    return Sentiment(_label(value), value)


def _label(value: float) -> Label:
    if value <= _NEGATIVE:
        return "negative"
    return "positive" if value >= _POSITIVE else "neutral"


def _sentences(plain: str) -> Iterator[float]:
    sentences = _SENTENCE.findall(plain)
    for place, sentence in enumerate(sentences, 1):
        score = tones_en.score(sentence) + tones_zh.score(sentence)
        last = place == len(sentences) > 1
        yield score * (_LAST_WEIGHS if last else 1) * (1.2 if "!" in sentence else 1)


def _emoji(plain: str) -> float:
    known = weights("emoji")
    return sum(known[character] for character in known.keys() & set(plain))


def _voice(plain: str, total: float) -> float:
    """Capitals and ?!?! strengthen what is said; on their own they sound angry."""
    shouted = [word for word in _SHOUT.findall(plain) if word not in _CALM_CAPITALS]
    loud = min(len(shouted), 4) * 0.4 + min(len(_URGING.findall(plain)), 3) * 0.4
    return loud if total > 1 else -loud
