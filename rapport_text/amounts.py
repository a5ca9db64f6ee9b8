"""Amounts of money: ¥199, 199块5, 一百九十九元, 三千五, $19.99, 20 quid, RMB 300, "charged me 49.99"."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from rapport_text.hints import has_any
from rapport_text.numerals import CHINESE, ENGLISH_WORD, chinese_number, english_number, is_elliptic, plain_number


class Amount(NamedTuple):
    """An amount in a text; `value` like "199.00 CNY"."""

    start: int
    end: int
    value: str


_SIGNS = {
    "$": "USD",
    "¥": "CNY",
    "€": "EUR",
    "£": "GBP",
    "₹": "INR",
    "₩": "KRW",
    "₽": "RUB",
    "us$": "USD",
    "hk$": "HKD",
}
_SIGNS |= {"nt$": "TWD", "a$": "AUD", "au$": "AUD", "c$": "CAD", "ca$": "CAD", "s$": "SGD", "rmb": "CNY", "ntd": "TWD"}
_CODES = "cny usd eur gbp hkd twd jpy aud cad sgd chf inr krw".split()
_UNITS = {
    **dict.fromkeys(("元", "块", "圆", "人民币", "rmb", "cny", "yuan", "kuai", "毛", "角", "¥"), "CNY"),
    **dict.fromkeys(
        ("刀", "美元", "美金", "美刀", "usd", "dollar", "dollars", "buck", "bucks", "cent", "cents", "$"), "USD"
    ),
    **dict.fromkeys(("欧元", "欧", "eur", "euro", "euros", "€"), "EUR"),
    **dict.fromkeys(("英镑", "镑", "gbp", "pound", "pounds", "quid", "£"), "GBP"),
    **{"港币": "HKD", "港元": "HKD", "台币": "TWD", "新台币": "TWD", "日元": "JPY"},
}
_FRACTIONS = {"毛": Decimal("0.1"), "角": Decimal("0.1"), "cent": Decimal("0.01"), "cents": Decimal("0.01")}
_TIMES = {"万": 10_000, "w": 10_000, "千": 1000, "k": 1000, "百": 100, "": 1}
_NUMBER = r"(?:[0-9]{1,3}(?:,[0-9]{3}){1,4}|[0-9]{1,9})(?:\.[0-9]{1,2})?(?![0-9])"
_HAN = f"[{CHINESE}]"
_CODE = "|".join(_CODES)
_PREFIXED = re.compile(
    rf"(?P<unit>(?:us|hk|nt|au?|ca?|s)?\$|[¥€£₹₩₽]|(?<![a-z])(?:rmb|ntd|{_CODE})) ?(?P<number>{_NUMBER})"
    rf"(?P<times>[万千百](?![一-龥])|k(?![a-z]))?(?: ?(?:元|块钱?|(?:{_CODE}|rmb|dollars?|yuan|pounds?"
    rf"|euros?)(?![a-z])))?"
)
_FOLLOWING = (
    r"块钱?|元钱|元(?![旦素气宇宵首老月件])|圆(?![圈形珠角领通桌盘孔头])|(?:新台|港|人民)币|[美日港欧]元|美[金刀]"
    r"|(?<=[0-9 ])刀(?![具片架])"
    r"|欧(?![洲盟美码版])|英?镑|[毛角](?![一衣巾线呢绒毯病球刺色落])钱?"
    rf"|(?:{_CODE}|rmb|yuan|kuai|(?:us )?dollars?|bucks?|euros?|pounds?(?! weight)|quid|cents?)(?![a-z])|[¥€£]"
    rf"|\$(?![0-9])"
)
_DETAIL = (
    rf"(?:(?<!钱)(?P<rest>[0-9]|[一二两三四五六七八九])(?:[毛角]|(?![0-9一-龥{CHINESE}.]|%)|(?=[的了吗呢吧包买])))?"
)
_SUFFIXED = re.compile(
    rf"(?<![0-9.,{CHINESE}几数])(?:(?P<least>{_NUMBER}) ?(?:-|~|到|至) ?)?(?P<number>{_NUMBER}"
    rf"|{_HAN}{{1,16}})(?P<times>[万千百kw])?"
    rf" ?[多来余]? ?(?P<unit>{_FOLLOWING}){_DETAIL}"
)
_DECIMAL_COMMA = re.compile(
    r"(?<![0-9.,])(?P<number>[0-9]{1,3}(?:\.[0-9]{3}){0,3},[0-9]{2}"
    r"|[0-9]{1,6},[0-9]{2}) ?(?P<unit>€|eur(?:os?)?(?![a-z]))"
)
_WORDS = re.compile(
    rf"(?<![a-z])(?<!few )(?<!couple )(?<!couple of )(?<!several )(?P<number>(?:a |{ENGLISH_WORD}[ -])(?:(?:and "
    rf"|{ENGLISH_WORD}[ -])){{0,6}})"
    r"(?P<unit>dollars?|bucks?|euros?|pounds?|quid|yuan|cents?)(?![a-z])"
)
_ENDS = r"(?=$|[\s,.。,!?;、~)]|[多的了吗呢吧啊哦减就但可却还而没到]|左右|以内|包邮|结果|怎么|为什么)"
_ZH_CUE = (
    "(?:花了|花费|扣了?|扣款|付了|付款|支付|退了?|退款|赔(?:偿|付)?|差价|[价单原现标售]价|价格|到手价?|券后价?|卖"
    "|只要|涨[到了]|降[到了]"
    "|便宜|优惠|满|减|返|补贴|补|收了|总共|一共|共计|合计|总[价额]|金额|充值?|定金|押金|余额|运费|邮费|值)"
    "了?(?:你们|[我你您他她])?[是为才要就只还:]?(?:大概|差不多)? ?"
)
_ZH_CUED = re.compile(f"{_ZH_CUE}$")
_ZH_REACH = 10
_BARE = re.compile(
    rf"(?<![0-9.])(?P<number>[0-9]{{2,6}}(?:\.[0-9]{{1,2}})?|[0-9]\.[0-9]{{1,2}}|[0-9](?:\.[0-9])?(?=万)){_ENDS[:-1]}"
    rf"|万)"
    rf"(?P<times>万(?![{CHINESE}个件台条双只步毫]))?"
)
_FILL = (
    r"(?: (?:me|us|my card|was|is|of|for|about|only|just|like|at|it|him|her|you|to|an extra|extra|exactly|around|over"
    r"|another))"
)
_EN_CUED = re.compile(
    r"(?<![a-z])(?:paid|pay|charged?|costs?|priced?|refund(?:ed)?|total|worth|owe|spent|deducted|debited|billed)"
    rf"{_FILL}{{0,4}} (?P<number>[0-9]{{1,5}}\.[0-9]{{2}}(?![0-9.%]| ?(?:kg|cm|inch|m|l|gb)(?![a-z]))"
    r"|(?!(?:19|20)[0-9]{2}(?![0-9.]))[0-9]{2,5}(?=$| ?[,!?;)]|\.(?![0-9])| (?:for|in|on my|back|and|but|instead|when"
    r"|not|off|each|per|from|so|because|now|already|twice)(?![a-z])))"
)
_ROUND = re.compile(
    rf"(?<![0-9.{CHINESE}])(?P<number>[0-9]{{1,4}}(?:\.[0-9]{{1,2}})?|[一二两三四五六七八九十百千]{{1,5}})万(?=$"
    rf"|[,.。!?;、 ])"
)
_ELLIPTIC = re.compile(rf"(?<!{_HAN})(?<![0-9.第])({_HAN}{{3,9}})(?!{_HAN}|[0-9个件台条双只天号点分多])")
_SIGN_HINTS = ("$", "¥", "€", "£", "rmb", "₹", "₩", "₽", "ntd", *_CODES)
_WORD_HINTS = ("dollar", "buck", "euro", "pound", "quid", "yuan", "cent")
_UNIT_HINTS = (*"元块圆币刀金欧镑毛角", "$", "¥", "€", "£", "rmb", "kuai", *_WORD_HINTS, *_CODES)
_CUE_HINTS = (
    "paid",
    "pay",
    "charge",
    "cost",
    "price",
    "refund",
    "total",
    "worth",
    "owe",
    "spent",
    "deduct",
    "debit",
    "bill",
)
_HAN_HINTS = tuple("百千万佰仟")
_MONEY_BESIDE = 10  # below it 块 is more often a piece of something
_ONE_PIECE_ENDS = re.compile("块(?:钱|[0-9二三四五六七八九](?![个0-9])|[毛角])")  # 切掉一块, 一块一块
_PIECE_ENDS = re.compile(
    r"块(?:钱|[0-9一二两三四五六七八九](?![个0-9])|[毛角]|$|[\s,.。!?;、)的了吧就都也够差左多]|以内|运费|邮费|优惠"
    r"|红包|券)"
)


def find_amounts(plain: str) -> list[Amount]:
    """The amounts in a normalised, simplified, lower-case text; where two overlap the longer one."""
    found = sorted(_all(plain), key=lambda amount: (amount.start, -amount.end))
    kept: list[Amount] = []
    for amount in found:
        if not kept or amount.start >= kept[-1].end:
            kept.append(amount)
    return kept


def _all(plain: str) -> Iterator[Amount]:
    if has_any(plain, _SIGN_HINTS):
        for match in _PREFIXED.finditer(plain):
            unit = match["unit"]
            yield _amount(match, plain_number(match["number"]), _SIGNS.get(unit, unit.upper()))
    if has_any(plain, _UNIT_HINTS):
        yield from _with_unit(plain)
    if not plain.isascii():
        yield from _chinese_without_unit(plain)
    if has_any(plain, _CUE_HINTS):
        for match in _EN_CUED.finditer(plain):
            yield Amount(match.start("number"), match.end("number"), f"{Decimal(match['number']):.2f} USD")


def _with_unit(plain: str) -> Iterator[Amount]:
    for match in _SUFFIXED.finditer(plain):
        yield from _suffixed(plain, match)
    if "," in plain:
        for match in _DECIMAL_COMMA.finditer(plain):
            yield _amount(match, Decimal(match["number"].replace(".", "").replace(",", ".")), "EUR")
    if has_any(plain, _WORD_HINTS):
        for match in _WORDS.finditer(plain):
            number = english_number(match["number"])
            if number:
                yield _amount(match, number * _FRACTIONS.get(match["unit"], Decimal(1)), _UNITS[match["unit"]])


def _suffixed(plain: str, match: "re.Match[str]") -> Iterator[Amount]:
    number = plain_number(match["number"])
    unit = match["unit"].removesuffix("钱").removeprefix("us ")
    if number is None or (unit == "块" and not _is_money(plain, match, number)):
        return
    number *= _TIMES[match["times"] or ""] * _FRACTIONS.get(unit, Decimal(1))
    if match["rest"]:
        number += (plain_number(match["rest"]) or 0) * Decimal("0.1")
    least = f"{plain_number(match['least']):.2f}-" if match["least"] else ""
    yield Amount(match.start(), match.end(), f"{least}{number:.2f} {_UNITS[unit]}")


def _is_money(plain: str, match: "re.Match[str]", number: Decimal) -> bool:
    """三块电池 are pieces, 三块钱 and 一百块 are money."""
    ends = _ONE_PIECE_ENDS if match["number"] == "一" else _PIECE_ENDS
    return number >= _MONEY_BESIDE or ends.match(plain, match.start("unit")) is not None


def _chinese_without_unit(plain: str) -> Iterator[Amount]:
    for match in _BARE.finditer(plain):
        if _ZH_CUED.search(plain, max(0, match.start() - _ZH_REACH), match.start()):
            number = Decimal(match["number"]) * _TIMES[match["times"] or ""]
            yield Amount(match.start("number"), match.end(), f"{number:.2f} CNY")
    if not has_any(plain, _HAN_HINTS):
        return
    for match in _ROUND.finditer(plain):
        number = plain_number(match["number"]) or Decimal(0)
        yield Amount(match.start(), match.end(), f"{number * 10_000:.2f} CNY")
    for match in _ELLIPTIC.finditer(plain):
        value = chinese_number(match.group(1))
        if value and is_elliptic(match.group(1)):
            yield Amount(match.start(1), match.end(1), f"{value}.00 CNY")


def _amount(match: "re.Match[str]", number: Decimal | int | None, currency: str) -> Amount:
    times = match.groupdict().get("times") or ""
    return Amount(match.start(), match.end(), f"{(number or 0) * _TIMES[times]:.2f} {currency}")
