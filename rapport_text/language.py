"""Which language a message is written in."""

import re
from typing import Literal

from rapport_text.normalise import normalise

Language = Literal["zh", "en"]

_HAN = re.compile(r"[\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f]")
_KANA_OR_HANGUL = re.compile(r"[\u3040-\u30ff\uac00-\ud7af]")
_RUN = re.compile(r"[A-Za-z0-9\u00c0-\u024f@:/._'’-]+")
_STRETCHED = re.compile(r"([a-z])\1+$")  # heyyy
_WORD = re.compile(r"[A-Za-z\u00c0-\u024f]+")
# Words that somebody writing English can hardly do without. Product names, brands and gibberish hold none of them,
# so a Chinese customer who types "AirBook 14 laptop" or "asdkjh" is not taken for an English one.
_ENGLISH = frozenset(
    """
    a abort about absolutely after afternoon again agent agreed all already alright also am an and another any
    anybody anyone anything are as at awesome awful back bad be because been before being best better bot bro
    but buy by bye call came can cancel canceled cancelled cannot cant card change charged cheers come confirm
    confirmed correct could day days definitely delete delivered delivery did didnt do does doesnt done dont
    dunno else email evening english ever every exactly exit fine first for forget friday from fuck get give gm go going
    gone good goodbye got great greetings had hallo has hate have havent he hello helo help her here hey hi him
    his hiya hope how howdy human i idk if im in indeed into is isnt it its ive just keep know last late later
    leave let like live long look lost make man manager may maybe me mean menu mind mistake monday money more
    morning much my nah name need never nevermind new next nice night no nope not nothing now number nvm of off
    oh okey old on one only operator or order ordered orders other our out package parcel pay perfect person
    phone please pls plz problem product put question quick ready real really refund representative return
    ridiculous right said same say see sent service she shipped shipping should so some somebody someone
    something soon sorry speak staff start status still stop stuff sucks sup supervisor support sure talk tell
    terrible than thank thanks thanx that thats the their them then there these they thing think this those thx
    time to today told tomorrow too track tracking tried try two ty tysm u unacceptable understand until up ur
    us useless very wait waiting want wanted was wasnt way we week well were what whats when where which while
    who why will with without wont work worst would wow wrong ya yeah yep yes yesterday yet yo you your yours
    yup
    """.split()
)
_HAN_PER_WORD = 1.6  # a Chinese word has about that many characters


def detect(text: str) -> Language | None:
    """The language of a customer's message; None when it has none (A1001, emoji, digits) or another one."""
    plain = normalise(text)
    han = len(_HAN.findall(plain))
    if _KANA_OR_HANGUL.search(plain):
        return None
    words = [word for run in _RUN.findall(plain) for word in _words(run)]
    english = any(_STRETCHED.sub(r"\1", word) in _ENGLISH or word in _ENGLISH for word in words)
    if han and (not english or len(words) == 1 or han / _HAN_PER_WORD >= len(words)):
        return "zh"
    return "en" if english else None


def _words(run: str) -> list[str]:
    """The words in a run of Latin characters, in lower case: none in an address or an order id."""
    if "@" in run or "://" in run or run.lower().startswith("www.") or any(c.isdigit() for c in run):
        return []
    return [word.lower() for word in _WORD.findall(run.replace("'", "").replace("’", ""))]
