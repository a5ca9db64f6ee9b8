"""Words and sentences with their offsets: spaCy's blank pipelines, one for each script, and one to find sentences."""

import logging
import re
import threading
from collections.abc import Iterator
from functools import cache
from typing import Literal, NamedTuple

import jieba
import jieba.posseg
import spacy
from spacy.language import Language
from spacy.tokens import Doc

Script = Literal["zh", "en"]

_HAN_RUN = re.compile(r"[\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+")
_LOADING = threading.Lock()
_SENTENCE_ENDS = [".", "!", "?", "。", "！", "？", "…", "；", ";", "\n"]


class Word(NamedTuple):
    """A word of the text, from `start` up to `end`, and whether it is Chinese."""

    text: str
    start: int
    end: int
    script: Script


def words_of(text: str) -> list[Word]:
    """The words of a text that may mix the scripts; white space is none."""
    return [word for start, end, script in _runs(text) for word in _words(text[start:end], start, script)]


def sentences_of(text: str, words: list[Word]) -> list[tuple[int, int]]:
    """Where sentences begin and end, without white space around them."""
    if not words:
        return []
    doc = Doc(_pipeline("xx").vocab, [word.text for word in words], [False] * len(words))
    for place, token in enumerate(_pipeline("xx").get_pipe("sentencizer")(doc)):
        gap = text[words[place - 1].end : words[place].start] if place else ""
        if "\n" in gap:
            token.is_sent_start = True
    return [(words[sentence.start].start, words[sentence.end - 1].end) for sentence in doc.sents]


def flag_of(word: str) -> str:
    """The part of speech that jieba's dictionary gives a word; of an unknown one that of its last character."""
    tags = _dictionary()
    return tags.get(word) or tags.get(word[-1:], "x") + "?"


def frequency(word: str) -> int:
    """How often jieba's dictionary has seen a word; 0 if never."""
    _pipeline("zh")
    return int(jieba.dt.FREQ.get(word, 0))


def _runs(text: str) -> Iterator[tuple[int, int, Script]]:
    position = 0
    for match in _HAN_RUN.finditer(text):
        if match.start() > position:
            yield position, match.start(), "en"
        yield match.start(), match.end(), "zh"
        position = match.end()
    if position < len(text):
        yield position, len(text), "en"


def _words(piece: str, offset: int, script: Script) -> Iterator[Word]:
    for token in _pipeline(script).make_doc(piece):
        if not token.is_space:
            yield Word(token.text, offset + token.idx, offset + token.idx + len(token), script)


@cache
def _loaded(name: str) -> Language:
    if name == "zh":
        jieba.setLogLevel(logging.WARNING)  # it tells how long its dictionary took
        pipeline = spacy.blank("zh", config={"nlp": {"tokenizer": {"segmenter": "jieba"}}})
        pipeline.make_doc("词")
        return pipeline
    pipeline = spacy.blank(name)
    if name == "xx":
        pipeline.add_pipe("sentencizer", config={"punct_chars": _SENTENCE_ENDS})
    return pipeline


def _pipeline(name: str) -> Language:
    with _LOADING:
        return _loaded(name)


@cache
def _dictionary() -> dict[str, str]:
    _pipeline("zh")
    with _LOADING:
        tagger = jieba.posseg.dt
        tagger.makesure_userdict_loaded()
        if not tagger.word_tag_tab:
            tagger.load_word_tag(tagger.tokenizer.get_dict_file())
    tags: dict[str, str] = tagger.word_tag_tab
    return tags
