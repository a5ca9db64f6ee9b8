"""Which language a message is written in."""

import re
from typing import Literal

from rapport_text.normalise import normalise

Language = Literal["zh", "en"]

_HAN = re.compile(r"[\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f]")
_KANA_OR_HANGUL = re.compile(r"[\u3040-\u30ff\uac00-\ud7af]")
_RUN = re.compile(r"[A-Za-z0-9\u00c0-\u024f@:/._'’-]+")
_WORD = re.compile(r"[A-Za-z\u00c0-\u024f]+")
# Written the same in both languages, so they tell nothing
_NEUTRAL = frozenset(
    ("ok", "okay", "vip", "app", "id", "sf", "dhl", "ups", "ems", "usb", "wifi", "qq", "iphone", "ipad", "pro", "max")
)
_HAN_PER_WORD = 1.6  # a Chinese word has about that many characters


def detect(text: str) -> Language | None:
    """The language of a customer's message; None when it has none (A1001, emoji, digits) or another one."""
    plain = normalise(text)
    han = len(_HAN.findall(plain))
    if _KANA_OR_HANGUL.search(plain):
        return None
    words = sum(_words(run) for run in _RUN.findall(plain))
    if not han and not words:
        return None
    return "zh" if han / _HAN_PER_WORD >= words else "en"


def _words(run: str) -> int:
    """How many words of a language a run of Latin characters holds: none in an address or an order id."""
    if "@" in run or "://" in run or run.lower().startswith("www.") or any(c.isdigit() for c in run):
        return 0
    return sum(1 for word in _WORD.findall(run) if word.lower() not in _NEUTRAL and (len(word) > 1 or word in "IaA"))
