"""Pure rules about what a remark or a question is after. Values in, values out."""

import re
from itertools import pairwise

from rapport_text.normalise import normalise
from rapport_text.order_ids import find_order_ids

_JOINED = re.compile(
    r"(?:[\s,，、;；/&+#:：]|\b(?:and|plus|also|then|as well as|my|the|orders?|number|cancel)\b"
    r"|和|跟|与|及|以及|还有|加上|另外|还要|再|把|订单号?|单号|取消)+"
)
_ALL = re.compile(
    r"\bboth\b|\b(?:every|all)(?: of)?(?: (?:my|the|these|those))? (?:orders?|them)\b|\ball of (?:them|it)\b"
    r"|\bthem all\b|\beverything\b|都(?:帮我|给我|一起)?(?:取消|不要|不想要|撤|退)|两[个单笔]都|全部|全都|所有"
    r"|一起取消"
)
_LIST = re.compile(
    r"\bwhat (?:all )?(?:did|have|had) i (?:just |already |recently )?(?:order|bought|buy|purchase)"
    r"|\b(?:what|which|how many|any|other|more|list|show|see|all)\b.{0,25}\borders\b|\bdo i have\b.{0,20}\borders?\b"
    r"|\b(?:list|show|everything)\b.{0,15}\bi(?:'ve| have)? (?:ordered|bought)\b"
    r"|\border (?:history|list)\b|^my (?:recent |past |other )?orders\W*$"
    r"|(?:哪些|哪几[个单笔]|几[个单笔]|多少[个单笔]?|所有|全部)的?(?:订单|单子)|(?:订单|单子)(?:都?有哪些|有几"
    r"|列表|记录)"
    r"|(?:买|订|下单)(?:过|了)?些?(?:什么|啥|哪些)|还有(?:没有)?(?:别的|其[他它]|另外)?的?(?:订单|单子)"
    r"|(?:别的|其[他它])(?:订单|单子)|历史订单"
)
_CANCELLED = re.compile(
    r"\b(?:is|are|was|were|has|did|isn't|wasn't|hasn't|it's)\b.{0,40}\bcancell?ed\b|\bcancell?ed (?:yet|now|already)\b"
    r"|\bdid (?:you|it|that|the)\b.{0,20}\bcancel|\bcancell?ation (?:go|gone|went|been|done|complete|successful)"
    r"|取消(?:成功|好|掉)?了(?:吗|么|嘛|没|不)|取消(?:成功|好|掉)了?没|取消没|取消成功|(?:是不是|有没有|已经"
    r"|到底).{0,4}取消"
)
_QUESTION = re.compile(
    r"\bquestions?\b|\bask\b|\b(?:one|another) (?:more )?thing\b|\bsomething else\b"
    r"|问题|想问|[问再](?:个|下|一下|一个)|再问|请教|咨询|想起|还有(?:一?[件个])?事|有[点个件]事|打听"
)
_LANGUAGE = re.compile(
    r"\b(?:chinese|mandarin|english|languages?|bilingual)\b|中文|英[文语]|汉语|普通话|国语|语言|双语"
)
_FRAUD = re.compile(
    r"\b(?:hacked|hijacked|phish(?:ed|ing)|scam(?:med|mer)?|fraud\w*|identity theft)\b|\bstolen (?:card|account"
    r"|identity)\b"
    r"|\b(?:card|account|password|points)\b.{0,15}\b(?:was|were|got|been|is) stolen\b"
    r"|\b(?:someone|somebody) (?:else )?(?:used|is using|has used|got into|broke into|logged into)\b"
    r"|盗刷|盗用|[账帐]号被盗|号被盗|被盗号|诈骗|骗子|被骗|冒充|钓鱼"
)


def named_together(text: str) -> bool:
    """Whether several orders are meant at once: "A1001 and A1005". "A1001, no, A1005" means one."""
    found, plain = find_order_ids(text), normalise(text).lower()
    between = (plain[one.end : other.start] for one, other in pairwise(found))
    return len(found) > 1 and all(_JOINED.fullmatch(words) for words in between)


def means_all(text: str) -> bool:
    """ "Cancel both", "都取消": several orders, without naming one."""
    return _matches(_ALL, text)


def asks_for_list(text: str) -> bool:
    """ "What did I order?" is about no order in particular."""
    return _matches(_LIST, text)


def asks_if_cancelled(text: str) -> bool:
    """ "So is it cancelled?", "取消成功了吗"; not "can it be cancelled?"."""
    return _matches(_CANCELLED, text)


def announces_question(text: str) -> bool:
    """ "One more question": it is yet to come."""
    return _matches(_QUESTION, text)


def about_language(text: str) -> bool:
    """ "Speak English please", "能说中文吗"."""
    return _matches(_LANGUAGE, text)


def speaks_of_fraud(text: str) -> bool:
    """ "My account was hacked", "银行卡被盗刷": not to depend on a model."""
    return _matches(_FRAUD, text)


def _matches(shape: re.Pattern[str], text: str) -> bool:
    return shape.search(normalise(text).lower().replace("’", "'")) is not None
