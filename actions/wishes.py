"""Pure rules about what a customer wants done about an order. Values in, values out."""

import re
from collections.abc import Sequence

from actions.crm_client import Item
from rapport_text.normalise import normalise

_DANGER = re.compile(
    r"\b(?:smok(?:e|es|ed|ing)|caught (?:on )?fire|on fire|flames?|spark(?:s|ed|ing)?|explod(?:e|es|ed|ing)"
    r"|burn(?:t|ed|s|ing)?(?: (?:my|me|smell|a hole|his|her|plastic|hand|finger))|smells? (?:of|like) (?:burn"
    r"|smoke|gas)\w*"
    r"|burning smell|electric(?:al)? shock|(?:got|gave me|get) (?:a|an|electric) ?\w* ?shock|electrocuted|got shocked"
    r"|shocked me|swollen (?:battery|up)|battery (?:is |has |got )?(?:swollen|swelling|swelled|bulg\w+|leak\w+)"
    r"|(?:swelling|bulging|leaking) battery|melt(?:ed|ing)|too hot to (?:touch|hold)|injured|bleeding)\b"
    r"|冒烟|着火|起火|烧起来|烧着|烧焦|焦味|糊味|冒火|火花|爆炸|炸了|漏电|触电|电到|电了我|被电|麻手"
    r"|鼓包|电池(?:鼓|膨胀|漏液)|烫伤|灼伤|烧伤|受伤|流血|划伤|熔化|融化了"
)
_NOT_DANGER = re.compile(
    r"\b(?:no|not|never|without|isn'?t|wasn'?t|smoke[- ]free|non[- ]?smok\w*)\W+(?:\w+\W+){0,2}$|没有?$|不会?$|无$"
)
_ADDRESS = re.compile(
    r"\baddress\b|\b(?:ship|send|deliver|sent|delivered|shipped)\b.{0,30}\b(?:to|somewhere|elsewhere)\b"
    r"|\bmoved\b|\bmoving\b"
    r"|\b(?:recipient|street|phone number|postcode|zip)\b|地址|收货人|收件人|搬家|寄到|送到|发到"
    r"|改到.{0,12}(?:路|区|市|街)"
    r"|换.{0,4}电话|改.{0,4}电话"
)
_TIME = re.compile(
    r"\b(?:deliver\w*|arrive|come|date|day|time|bring|drop)\b.{0,40}\b(?:later|earlier|monday|tuesday"
    r"|wednesday|thursday"
    r"|friday|saturday|sunday|weekend|weekday|evening|morning|afternoon|tomorrow|date|day|time|slot|after"
    r"|before|until)\b"
    r"|\bpostpone|\breschedul|\b(?:hold|delay) (?:it|the|my)\b|\b(?:delivery|another|different) (?:date|time"
    r"|day|slot)\b"
    r"|(?:送货|配送|收货|派送|送达)时间|晚[一几两点些]?天?.{0,4}(?:送|发|派|到)|早[一点些].{0,3}(?:送|发|到)|改天|推迟|延后|延期"
    r"|(?:周|星期|礼拜)[一二三四五六日天末].{0,8}(?:送|派|到|收)|(?:上午|下午|晚上|明天|后天).{0,4}(?:再)?送"
)
_ITEMS = re.compile(
    r"\btake\b.{1,30}\bout\b|\b(?:remove|take (?:out|off)|drop|add|quantity|only (?:one|two|1|2|want)"
    r"|instead of|size|colou?r|model"
    r"|article|items?"
    r"|one less|one more|too many|wrong (?:size|colou?r))\b|数量|多买|少买"
    r"|买多了|拍多了|拍错|加一|去掉|减[少一]|少[一要]"
    r"|换成|颜色|尺码|型号|规格|只要[一二两三1-9]|删掉|其中"
)
_TAKE_OUT = re.compile(
    r"\b(?:remove|take|drop|delete|without|don'?t (?:want|need)|no longer (?:want|need)|not the|cancel"
    r"|leave out|get rid)\b"
    r"|去掉|不要|不想要|删|拿掉|取消|退掉|减掉|不需要"
)
_OTHER_VARIANT = re.compile(
    r"\b(?:add|another|also|more|plus|size|colou?r|bigger|smaller|larger|model|version|swap|replace)\b"
    r"|加|再来|多[要来买]|换成|颜色|尺码|型号|大一号|小一号|版本"
)
_NUMBERS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5}
_ONLY = re.compile(
    r"\b(?:only|just|to|make it|reduce\w*)\b\D{0,12}(\d{1,2}|one|two|three|four|five)\b"
    r"|(?:只要|只留|留|改成|改为|减到|减为|剩|就要)\s*(\d{1,2}|[一二两三四五])"
)
_MIND = re.compile(
    r"\b(?:actually|rather|instead|on second thoughts?|forget (?:it|that|the)|changed my mind|no wait|wait"
    r"|scratch that)\b"
    r"|还是|算了|改主意|不如|干脆|先不|等等|等一下|直接(?:取消|退)|那就(?:取消|退|换)|不(?:退|换|改|修)了"
)
_REFUND = re.compile(
    r"\b(?:where|when|status|still|yet|waiting|how long|not|haven'?t|hasn'?t|never|get|got|receiv\w+|track)\b.{0,40}"
    r"\b(?:refund(?!able)\w*|money back|my money)\b|\b(?:refund|money)\b.{0,40}\b(?:where|when|yet|arriv\w+"
    r"|still|received"
    r"|take|takes|come|status|overdue|missing|pending)\b"
    r"|退款.{0,12}(?:到账|没到|还没|什么时候|多久|进度|哪|呢|啥时候|几天|几时|怎么还|下来)|钱.{0,8}(?:退|到账|什么时候|还没|呢)"
    r"|(?:没|还没|未)(?:有)?(?:收到|退|到账).{0,4}(?:退款|钱)?|退款(?:呢|进度)"
)
_REASON = re.compile(
    r"\b(?:because|since|as it|cause|cuz|too (?:big|small|bright|loud|heavy|tight|large|short|long|slow|dark)"
    r"|doesn'?t|does not"
    r"|didn'?t|don'?t (?:like|need)|broken|wrong|defect\w*|faulty|fit|damaged|scratch\w*|unhappy|bad|poor"
    r"|cheap|not (?:what|as|good"
    r"|happy|like))\b|因为|由于|不合适|不喜欢|太[大小紧松短长亮暗吵重]|坏|质量|瑕疵|色差|不好用|不想要|买错|拍错|不符|有问题|破|划痕"
)
_SWAP = re.compile(
    r"\b(?:(?:for|to|into) (?:a|an|the|another|one|something|size)|instead|size|colou?r|black|white|blue|red"
    r"|green|grey|gray|pink|smaller|larger|bigger"
    r"|new one|another"
    r"|fresh|working)\b|换成|换个?(?:大|小|黑|白|蓝|红|新|别|同|一)|大一?号|小一?号|[大小][一两]?码|尺码|颜色|黑色|白色|蓝色|红色|新的"
)
_TROUBLES = (
    ("missing",
     r"\bmissing (?:from|in|part|piece|item|one|a|the)\b|\b(?:part|piece|item|one|something|half)\w* (?:is "
     r"|are |was |were )?missing"
     r"|\bonly (?:got|received|one|half)|\bincomplete\b|\bempty (?:box|parcel|package)|少[了发件寄一]|缺[了件少]|漏发"
     r"|空[包盒]|没有?(?:配件|充电器|说明书)|不全"),
    ("wrong",
     r"\bwrong (?:item|article|product|thing|size|colou?r|order|one|stuff)\b|\b(?:got|received|sent"
     r"|in it) (?:me )?(?:something|someone|somebody) else"
     r"|\bnot what i ordered|发错|错发|寄错|不是我(?:买|订|要)的|货不对|颜色不对|款式不对|送错(?:货|东西)"),
    ("damaged",
     r"\bdamaged\b|\bcrushed\b|\bbroken\b|\bsmashed\b|\bsoaked\b|\bwet\b|\btorn\b|\bdented\b|\bsquashed\b"
     r"|\bcracked\b|\bleak\w*"
     r"|压[坏扁烂]|破[了损烂]|碎|摔坏|湿|漏|变形|烂"),
    ("not_received",
     r"\b(?:not|n['’]?t|never|nothing)\b.{0,25}\b(?:arriv\w*|receiv\w*|here|come|came|got|get|there|turned up"
     r"|show\w*)"
     r"|\blost\b|\bstolen\b|\bdisappeared\b|\bwrong (?:address|house|door|place|building|neighbou?r)"
     r"|\bmarked (?:as )?delivered"
     r"|没(?:有)?(?:收到|拿到|看到|见到|到货|送到)|还没到|丢[了件]|不见了|显示(?:已)?签收|送错(?:地方|地址|楼)|不翼而飞|被(?:偷|拿|别人)"),
    ("late",
     r"\b(?:late|overdue|delayed|stuck|slow|not moving|hasn'?t moved|no update\w*|days ago|for days|weeks?)\b"
     r"|超时|逾期|太慢|好几天|一直(?:不动|没动|没更新|卡)|停滞|不更新|卡在|延误|催|怎么还"),
)  # fmt: skip
_LEADS = re.compile(
    r"^(?:(?:please|pls|can you|could you|i(?:'d| would) like|i want)(?: it)?(?: to)?"
    r"|(?:change|update)(?: (?:it|the address|my address))?(?: to)?|it(?:'s| is)|(?:the |my )?new address(?: is)?"
    r"|(?:send|deliver|ship)(?: (?:it|that|this))?(?: to)?|to)\b[:, ]*"
    r"|^(?:请|麻烦|帮我|把?地址|新地址|收货地址)?(?:改成|改到|改为|换成|换到|寄到|送到|发到|是|为)?[:：,， ]*",
    re.IGNORECASE,
)

_BEYOND_FIXING = re.compile(
    r"\b(?:repair\w*|warranty|guarantee|replace\w*|exchange|refund|return|money back|cracked|shattered|smashed"
    r"|snapped"
    r"|in two|in half|torn|send (?:it )?back)\b|维修|保修|质保|返修|换[货新一个]|退[货款]|碎|裂|断了|摔"
)

_DAYS = re.compile(
    r"\b(?:(?:mon|tues?|wednes|thurs?|fri|satur|sun)day|mon|tue|wed|thu|fri|sat|sun|today|tomorrow|yesterday)s?\b"
    r"|(?:周|星期|礼拜)[一二三四五六日天末]|今[天早晚]|明[天早晚]|后天|昨[天晚]"
)


def danger(text: str) -> bool:
    """Smoke, fire, shock, a swollen battery, an injury: somebody may get hurt. "No smoke" is none."""
    plain = _plain(text)
    return any(not _NOT_DANGER.search(plain[: found.start()]) for found in _DANGER.finditer(plain))


def is_beyond_fixing(text: str) -> bool:
    """In pieces, or the customer wants it repaired or replaced: no time to try this and that."""
    return _BEYOND_FIXING.search(_plain(text)) is not None


def changes_mind(text: str) -> bool:
    """ "Actually, cancel it", "还是退了吧": what was begun is left for something else."""
    return _MIND.search(_plain(text)) is not None


def aspect(text: str) -> str | None:
    """What about an order is to be changed: `address`, `time` or `items`."""
    plain = _plain(text)
    for name, shape in (("address", _ADDRESS), ("time", _TIME), ("items", _ITEMS)):
        if shape.search(plain):
            return name
    return None


def trouble(text: str) -> str | None:
    """What went wrong with a delivery: missing, wrong, damaged, not_received or late."""
    plain = _plain(text)
    return next((name for name, shape in _TROUBLES if re.search(shape, plain)), None)


def asks_refund(text: str) -> bool:
    """ "Where is my refund": about money that is on its way, not about sending something back."""
    return _REFUND.search(_plain(text)) is not None


def gives_reason(text: str) -> bool:
    """Whether a request says why."""
    return _REASON.search(_plain(text)) is not None


def names_replacement(text: str) -> bool:
    """Whether an exchange says for what."""
    return _SWAP.search(_plain(text)) is not None


def wants_other_variant(text: str) -> bool:
    """More articles, or other ones: nothing that the assistant can take from stock."""
    return _OTHER_VARIANT.search(_plain(text)) is not None


def quantity(text: str, items: Sequence[Item]) -> tuple[str, int] | None:
    """Of which article how many should be left. The one named, or the only one there is; None when in doubt."""
    plain = _plain(text)
    named = [item for item in items if _names(plain, item)]
    meant = named if named else list(items) if len(items) == 1 else []
    if len(meant) != 1 or (wants_other_variant(text) and not _ONLY.search(plain)):
        return None
    only = _ONLY.search(plain)
    if only:
        number = only[1] or only[2]
        return meant[0]["name_en"], _NUMBERS.get(number) or int(number)
    return (meant[0]["name_en"], 0) if named and _TAKE_OUT.search(plain) else None


def without_days(text: str) -> str:
    """A wish for a day names none on which something was ordered."""
    return _DAYS.sub(" ", _plain(text))


def stated(text: str) -> str:
    """A value without the words that lead to it: "change it to 12 Maple Street" → "12 Maple Street"."""
    rest, before = normalise(text).strip(), ""
    while rest != before:
        before, rest = rest, _LEADS.sub("", rest, count=1).strip()
    return rest or text.strip()


def _names(plain: str, item: Item) -> bool:
    words = set(re.findall(r"[a-z]{3,}", item["name_en"].lower())) - {"with", "and", "the", "for", "set", "pro"}
    said = set(re.findall(r"[a-z]{3,}", plain))
    if words & (said | {word.removesuffix("s") for word in said}):
        return True
    runs = re.findall(r"[\u4e00-\u9fff]{2,}", item["name_zh"])
    return any(run[i : i + 2] in plain for run in runs for i in range(len(run) - 1))


def _plain(text: str) -> str:
    return normalise(text).strip().lower().replace("’", "'")
