"""An extractive summary: the sentences that say what a text or a conversation is about, each with its message."""

import math
import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from crm_backend.language.lexicon import word_list
from rapport_text.entities import find_entities
from rapport_text.normalise import lowered, normalise, simplified


class Utterance(NamedTuple):
    """A message: its id, who sent it (customer, agent, assistant, system), and what it says."""

    id: str
    sender: str
    text: str


class Extract(NamedTuple):
    """A sentence of a summary, as it stands in the message from `start` up to `end`."""

    message_id: str
    start: int
    end: int
    text: str


class _Candidate(NamedTuple):
    extract: Extract
    terms: Counter[str]
    weight: float  # of its sender and of what it says


_SENTENCE = re.compile(r"(?:[^.!?。！？；;\n…]|\.(?=[0-9A-Za-z]))+[.!?。！？；;…]*")
_WORD = re.compile(r"[a-z0-9][a-z0-9'-]*|[一-鿿]+")
_SMALL_TALK = re.compile(
    r"(?:(?:hi|hello|hey|hiya|dear|good (?:morning|afternoon|evening|day)|thanks?|thank you|thx|ty|cheers|many thanks"
    r"|ok(?:ay)?|yes|no|yeah|sure"
    r"|bye|goodbye|great|perfect|please|regards|(?:kind|best) (?:regards|wishes)|sir|madam|or|there|all|team|so much"
    r"|very much|a lot|again|in advance"
    r"|for (?:your|the) (?:help|time|reply|patience)|(?:have|i hope you have) a (?:nice|good|lovely) (?:day|evening"
    r"|one)|hope you(?:'re| are) well"
    r"|anyone there|are you there|how are you)[\s,!.~]*)+"
    r"|(?:(?:你好|您好|在吗|在不在|有人吗|亲|哈喽|嗨|喂|早上好|上午好|下午好|晚上好|谢谢|多谢|感谢|谢谢你|谢谢您"
    r"|谢谢啦|非常感谢|辛苦了?|麻烦了|好的?|嗯+|哦+"
    r"|是的?|行|可以|再见|拜拜|客气了?|不客气|祝您生活愉快|打扰了|不好意思|了|啊|呀|哈|啦|吧|您|你们?|客服"
    r"|大家)[\s,!.~、，。！]*)+"
)
_NEED = re.compile(
    r"\b(?:want|need|would like|'d like|refund|return|exchange|cancel|change|replace|repair|invoice|deliver|arriv"
    r"|broken|fault|wrong|missing|charged|paid"
    r"|order|why|when|where|how|could you|can you|can i|please)\b|想|要|退|换|取消|改|修|坏|错|丢|少|发票|没收到|没到"
    r"|发货|扣|付|订单|为什么|怎么|能不能|可以吗|吗|请|麻烦"
)
_SENDERS = {"customer": 1.0, "agent": 0.75, "assistant": 0.45}
_CUES = {
    "order_id": 0.5,
    "amount": 0.35,
    "date": 0.25,
    "product": 0.3,
    "phone": 0.1,
    "email": 0.1,
    "address": 0.3,
    "person": 0.1,
}
_SAME = 0.6  # cosine from which two sentences say the same
_FIRST = 0.35  # what a person's first message adds: it says what somebody came for
_FEWEST_TERMS = 2


def summarise(utterances: Sequence[Utterance], sentences: int) -> list[Extract]:
    """Up to that many sentences in the order in which they were said; greetings and thanks are none."""
    candidates = _candidates(utterances)
    central = _centrality(candidates)
    ranked = sorted(range(len(candidates)), key=lambda n: -(central[n] + candidates[n].weight))
    chosen: list[int] = []
    for number in ranked:
        if len(chosen) < sentences and not any(_alike(candidates[number], candidates[other]) for other in chosen):
            chosen.append(number)
    return [candidates[number].extract for number in sorted(chosen)]


def _candidates(utterances: Sequence[Utterance]) -> list[_Candidate]:
    found: list[_Candidate] = []
    heard: set[str] = set()
    for utterance in utterances:
        if utterance.sender not in _SENDERS:
            continue
        first = utterance.sender not in heard and utterance.sender != "assistant"
        for start, end in _sentences(utterance.text):
            candidate = _candidate(utterance, start, end, first=first)
            if candidate:
                heard.add(utterance.sender)
                found.append(candidate)
    return found


def _candidate(utterance: Utterance, start: int, end: int, *, first: bool) -> _Candidate | None:
    text = utterance.text[start:end]
    plain = lowered(simplified(normalise(text)))
    terms = _terms(plain)
    cues = {entity.label for entity in find_entities(text)}
    says_little = len(terms) < _FEWEST_TERMS or utterance.sender == "assistant"  # it repeats the same sentences
    if _SMALL_TALK.fullmatch(plain.strip(" ,.!?~。、;")) or (says_little and not cues):
        return None
    weight = sum(_CUES[label] for label in cues) + 0.15 * min(3, len(_NEED.findall(plain)))
    weight = (weight + (_FIRST if first else 0.0)) * _SENDERS[utterance.sender] + _SENDERS[utterance.sender] * 0.5
    return _Candidate(Extract(utterance.id, start, end, text), terms, weight / (1 + max(0, len(text) - 300) / 300))


def _sentences(text: str) -> list[tuple[int, int]]:
    spans = []
    for match in _SENTENCE.finditer(text):
        start = match.start() + len(match.group()) - len(match.group().lstrip())
        end = match.end() - (len(match.group()) - len(match.group().rstrip()))
        if end > start:
            spans.append((start, end))
    return spans


def _terms(plain: str) -> Counter[str]:
    """English words and pairs of Chinese characters, without those that say nothing."""
    terms: Counter[str] = Counter()
    for run in _WORD.findall(plain):
        if run[0] < "\u0100":
            terms.update([run] if run not in word_list("stop.en") else [])
        else:
            pairs = (run[n : n + 2] for n in range(max(1, len(run) - 1)))
            terms.update(pair for pair in pairs if pair not in word_list("stop.zh"))
    return terms


def _centrality(candidates: Sequence[_Candidate]) -> list[float]:
    """How much each sentence has in common with what all the others say, from 0 to 1."""
    documents = Counter(term for candidate in candidates for term in candidate.terms)
    rare = {term: math.log(1 + len(candidates) / count) for term, count in documents.items()}
    total = Counter[str]()
    for candidate in candidates:
        total.update(candidate.terms)
    raw = []
    for candidate in candidates:
        shared = sum((total[term] - count) * count * rare[term] for term, count in candidate.terms.items())
        raw.append(shared / math.sqrt(1 + sum(candidate.terms.values())))
    most = max(raw, default=0.0)
    return [value / most if most else 0.0 for value in raw]


def _alike(one: _Candidate, other: _Candidate) -> bool:
    shared = sum(count * other.terms[term] for term, count in one.terms.items())
    size = math.sqrt(sum(c * c for c in one.terms.values()) * sum(c * c for c in other.terms.values()))
    return one.extract.text.strip() == other.extract.text.strip() or (size > 0 and shared / size > _SAME)
