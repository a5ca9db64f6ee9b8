"""Pure rules about what a customer means by a few words. Values in, values out."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from actions.crm_client import Order
from actions.wording import when
from rapport_text.normalise import normalise

_POSITIONS = (
    r"\b(?:first|1st|number one|top)\b|第[一1][个单笔条]?|^1$|^一$|^上面那[个单]$",
    r"\b(?:second|2nd|number two)\b|第[二2两][个单笔条]?|^2$|^二$",
    r"\b(?:third|3rd|number three)\b|第[三3][个单笔条]?|^3$|^三$",
    r"\b(?:fourth|4th|number four)\b|第[四4][个单笔条]?|^4$|^四$",
    r"\b(?:fifth|5th|number five)\b|第[五5][个单笔条]?|^5$|^五$",
)
_LAST_LISTED = re.compile(r"\b(?:last one|bottom one|the last)\b|最后[一1]?[个单笔条]|最下面")
_NEWEST = re.compile(
    r"\b(?:latest|newest|most recent|last order|just (?:ordered|bought|placed))\b|最新|最近|刚才|刚刚|刚下|刚买|上一单"
)
_OTHER = re.compile(r"\b(?:another|other|different)\b|别的|另[一外]|其[他它]|换[一个]")
_POINTING = re.compile(r"\b(?:it|its|it's|this|that|the (?:order|parcel|package))\b|它|这[个单笔件]|那[个单笔件]")
_ORDER_NOUN = re.compile(r"\b(?:orders?|parcel|package|delivery)\b|订单|单子|包裹|快递")
_DEAREST = re.compile(r"most expensive|dearest|最贵")
_CHEAPEST = re.compile(r"cheapest|least expensive|最便宜")
_WEEKDAYS = (
    r"\bmon(?:day)?\b|(?:周|星期|礼拜)一",
    r"\btue(?:s|sday)?\b|(?:周|星期|礼拜)二",
    r"\bwed(?:nesday)?\b|(?:周|星期|礼拜)三",
    r"\bthu(?:rs|rsday)?\b|(?:周|星期|礼拜)四",
    r"\bfri(?:day)?\b|(?:周|星期|礼拜)五",
    r"\bsat(?:urday)?\b|(?:周|星期|礼拜)六",
    r"\bsun(?:day)?\b|(?:周|星期|礼拜)[日天]",
)
_DAYS_AGO = (
    (r"\btoday\b|this morning|今天|今早", 0),
    (r"\byesterday\b|昨天|昨晚", 1),
    (r"前天|day before yesterday", 2),
)
_NOT_YET = r"(?:\bnot|n['’]?t|\bnever)(?: yet)?(?: been)?(?: yet)?"
_STATES = (
    # What has not happened comes first: "hasn't shipped" also contains "shipped"
    (
        rf"{_NOT_YET} (?:shipped|sent|left)\b|\bunshipped|(?:没有?|未|待)(?:发货|发出|寄出)",
        ("placed", "paid", "packed"),
    ),
    (
        rf"{_NOT_YET} (?:delivered|arrived|come|here)\b|(?:没有?|未)(?:收到|签收|送到|送达|到)",
        ("placed", "paid", "packed", "shipped", "out_for_delivery"),
    ),
    (r"\b(?:shipped|on its way|sent)\b|已发货|发货了的|在路上", ("shipped", "out_for_delivery")),
    (r"\b(?:delivered|arrived)\b|已签收|收到的|送到的", ("delivered",)),
    (r"\bunpaid\b|没付款|未付款|待付款", ("placed",)),
)
_NOT_RECEIVED = re.compile(
    rf"{_NOT_YET} (?:actually |really )?(?:arrived?|come|came|here|delivered|received?|get|got|gotten|had?|have)\b"
    r"|\bnothing (?:is |has )?(?:here|arrived|came|come)\b|\b(?:missing|lost|stolen|nowhere)\b"
    r"|(?:没有?|未|没能)(?:收到|拿到|收货|看到|送到|送达|签收)|(?:没|还没)到|丢了|不见了"
)
_PLAIN_WORDS = frozenset(("and", "the", "for", "with", "one", "pro", "max", "plus", "mini", "new", "set", "order"))
_RECENT = timedelta(days=8)

_KEEPING = re.compile(
    r"^(?:no+|nope|nah|nop|n|never|don'?t|do not|please don'?t)\b|\bkeep\b|\b(?:don'?t|do not|not) (?:want to )?cancel"
    r"|^(?:不是?|不用|不行|不可以|别|否)(?:$|[，,。!！ 了啊])|留着|保留"
    r"|(?:不|别|不要|不用|不想|先不|先别)(?:再|给我)?取消"
)
_WRONG = re.compile(
    r"\bwrong\b|\bincorrect\b|\b(?:not|isn't|wasn't) (?:that|this|it|right|correct|what|the)\b|i meant?\b|\bdisagree\b"
    r"|不对|错了|不是(?!吗)|我是说|我说的"
)
_NOT_CANCEL = re.compile(r"\b(?:don'?t|do not|not|never)\b.{0,20}\bcancel|[不别].{0,6}取消|\bkeep\b|保留|留着")
_NO_LONGER_WANTED = re.compile(r"不(?:想)?(?:要|买)了|don'?t (?:want|need) (?:it|this|them)")
_DOUBT = re.compile(
    r"[?？]|\b(?:no|not|never|wait|but|unless|if|instead|don'?t|dont|can'?t|isn'?t|why|how|when|hold on)\b"
    r"|[不别吗呢]|没(?!错|问题|毛病)|等|先|但|如果|要是|为什么|怎么"
)
_GOING_AHEAD = re.compile(
    r"^(?:please )?(?:yes+|yeah|yea|yep|yup|yeap|ye|y|ok|okay|okey|k|sure|right|correct|confirm(?:ed)?|i confirm"
    r"|go ahead|do it|do that|please do|sounds? good|that works|works for me|agreed?|i agree|exactly|indeed|uh huh|mhm"
    r"|i'?m sure|i am sure|that'?s (?:right|correct|fine)|absolutely|definitely|of course"
    r"|affirmative|alright|fine|proceed)\b"
    r"|^(?:please |just )?cancel(?: (?:it|this|that|the order|my order|this order|that order))?(?: please| now)?[.! ]*$"
    r"|^(?:是|对|好|可以|行|嗯|恩|确认|确定|没错|没问题|同意|要|当然|成|中|昂|必须|麻烦|就这[么样个]|办吧|ok)"
    r"|^(?:那就|请|帮我|直接|快)?取消(?:它|吧|掉|了吧|订单|这单|这个)?[。!！]*$|👍|✅|👌"
)

_CALL_OFF = re.compile(r"\bcancel|取消|不(?:退|换|改|修)了?$")


def decision(text: str, intent: str, *, cancelling: bool = True) -> bool | None:
    """Whether a typed answer confirms a cancellation, or another change if not `cancelling`: then "cancel" is a no.

    None when in doubt: a confirmation is never guessed.
    """
    plain = normalise(text).strip().lower().replace("’", "'")
    if not cancelling and _CALL_OFF.search(plain):
        return False
    if _NO_LONGER_WANTED.search(plain):
        return None  # "I don't want it": the order, or cancelling it?
    if _KEEPING.search(plain) or _WRONG.search(plain) or "👎" in plain:
        return False
    if _DOUBT.search(plain):
        return False if intent == "deny" else None
    if _GOING_AHEAD.search(plain) and intent != "deny":
        return True
    return False if intent == "deny" else None


def forbids_cancelling(text: str) -> bool:
    """ "Don't cancel the monitor" names an order, but not one to cancel."""
    return _NOT_CANCEL.search(normalise(text).lower().replace("’", "'")) is not None


def disagrees(text: str) -> bool:
    """Whether a no means "that is wrong" and not "nothing more"."""
    return _WRONG.search(normalise(text).lower().replace("’", "'")) is not None


def not_received(text: str) -> bool:
    """Whether the customer says that what was delivered is not there."""
    return _NOT_RECEIVED.search(normalise(text).lower()) is not None


def wants_other(text: str) -> bool:
    """Whether another order is meant than the one talked about."""
    return _OTHER.search(normalise(text).lower()) is not None


def points_back(text: str) -> bool:
    """Whether the order just talked about is meant: "where is it now", "什么时候到"."""
    plain = normalise(text).lower()
    return not wants_other(plain) and (_POINTING.search(plain) is not None or not _ORDER_NOUN.search(plain))


def pick(text: str, orders: Sequence[Order], now: datetime, zone: ZoneInfo) -> Order | None:
    """The one order that is meant by its place in the list, its price, or its description."""
    return _by_place(normalise(text).strip().lower(), orders) or described(text, orders, now, zone)


def described(text: str, orders: Sequence[Order], now: datetime, zone: ZoneInfo) -> Order | None:
    """The one order that everything said fits: its day, its state, its articles."""
    plain = normalise(text).strip().lower()
    matches = [orders_ for orders_ in _narrowed(plain, orders, now, zone) if orders_ is not None]
    left = [order for order in orders if all(order in match for match in matches)] if matches else []
    return left[0] if len(left) == 1 else None


def _by_place(text: str, orders: Sequence[Order]) -> Order | None:
    if not orders:
        return None
    if _LAST_LISTED.search(text):
        return orders[-1]
    if _NEWEST.search(text):
        return max(orders, key=lambda order: order["placed_at"])
    for place, shape in enumerate(_POSITIONS[: len(orders)]):
        if re.search(shape, text):
            return orders[place]
    if _DEAREST.search(text):
        return max(orders, key=lambda order: Decimal(order["total"]))
    if _CHEAPEST.search(text):
        return min(orders, key=lambda order: Decimal(order["total"]))
    return None


def _narrowed(text: str, orders: Sequence[Order], now: datetime, zone: ZoneInfo) -> list[list[Order] | None]:
    """The orders that fit each thing said; None for what was not said."""
    return [_on_day(text, orders, now, zone), _in_state(text, orders), _with_article(text, orders)]


def _on_day(text: str, orders: Sequence[Order], now: datetime, zone: ZoneInfo) -> list[Order] | None:
    today = now.astimezone(zone).date()
    local = {order["order_id"]: when(order["placed_at"]).astimezone(zone).date() for order in orders}
    for shape, days in _DAYS_AGO:
        if re.search(shape, text):
            return [order for order in orders if local[order["order_id"]] == today - timedelta(days=days)]
    for weekday, shape in enumerate(_WEEKDAYS):
        if re.search(shape, text):
            return [
                o
                for o in orders
                if local[o["order_id"]].weekday() == weekday and today - local[o["order_id"]] <= _RECENT
            ]
    return None


def _in_state(text: str, orders: Sequence[Order]) -> list[Order] | None:
    for shape, states in _STATES:
        if re.search(shape, text):
            return [order for order in orders if order["state"] in states]
    return None


def _with_article(text: str, orders: Sequence[Order]) -> list[Order] | None:
    found = [order for order in orders if any(_names(text, i["name_en"], i["name_zh"]) for i in order["items"])]
    return found or None


def _names(text: str, english: str, chinese: str) -> bool:
    """Whether the text names the article by one of its words, or by two characters of its Chinese name."""
    words = set(re.findall(r"[a-z]{3,}", english.lower())) - _PLAIN_WORDS
    said = {w.removesuffix("s") for w in re.findall(r"[a-z]{3,}", text)}
    if words & (said | set(re.findall(r"[a-z]{3,}", text))) or {w.removesuffix("s") for w in words} & said:
        return True
    han = re.findall(r"[\u4e00-\u9fff]{2,}", chinese)
    return any(run[i : i + 2] in text for run in han for i in range(len(run) - 1))
