"""Reading whether a solution helped out of what a customer types instead of pressing a button."""

import re

from rapport_text.normalise import normalise, simplified

_LONGEST = 240  # a longer text tells something new
_AGAIN = r"(?:it'?s |this is |that is |that'?s )?"
_NO_ENGLISH = re.compile(
    rf"^(?:no+|nope|nah)[,.! ]+{_AGAIN}(?:still|that|it|this|not|didn'?t|doesn'?t|i(?:'ve| have)? (?:meant|mean"
    r"|already|asked|tried))\b"
    r"|\bstill (?:not|no|nothing|doesn'?t|does not|isn'?t|can'?t|cannot|won'?t|didn'?t|broken|the same|failing"
    r"|fails)\b"
    r"|\b(?:didn'?t|doesn'?t|does not|did not|not|hasn'?t|isn'?t)(?: really| even)? (?:help|helped|helpful"
    r"|helping|work|worked"
    r"|working|solve|solved|fix|fixed)\b"
    r"|\b(?:that|this|it)(?:'s| is| was) not (?:it|what i|my|the (?:problem|question|answer|point))"
    r"|\b(?:that|this|it) (?:isn'?t|wasn'?t) (?:it|what i|my|the (?:problem|question|answer|point))"
    r"|\bnot (?:what i (?:asked|meant|mean|want|need)|my (?:question|problem))\b"
    r"|\b(?:no luck|no use|no good|useless|same (?:problem|thing|issue|error)|no (?:change|difference)"
    r"|wrong answer)\b"
    r"|\b(?:already|just) (?:tried|did|done|checked|know) (?:that|this|it|all)|\btried (?:that|this|it"
    r"|all)(?: already)?\b"
    r"|^not (?:yet|really|quite|at all)\b"
)
_YES_ENGLISH = re.compile(
    r"\b(?:that|this|it|which)(?: really| actually| just| has| now)? (?:worked|works|helped|helps|did it"
    r"|did the trick|does it"
    r"|solved|solves|fixed|fixes|answers|answered)\b"
    r"|^(?:(?:yes|yeah|yep|ok(?:ay)?|great|perfect|cool|ah|oh|thanks|thank you)[,.! ]+)*"
    r"(?:worked|works(?: now)?|helped|solved|fixed|sorted|got it|i got it|understood|i understand|makes sense|i see"
    r"|all good|problem solved|very helpful|that'?s (?:it|all i (?:needed|wanted)|clear|perfect|great|helpful)"
    r"|clear now"
    r"|working now|it'?s working(?: now)?|now it works|good to know|done)\b"
    r"(?:[,.! ]+(?:now|thanks?|thank you|thx|cheers|so much|a lot|great|perfect))*[.! ]*$"
)
_NO_CHINESE = re.compile(
    r"还是(?:不|没|无法|收不|打不|登不|用不|付不|一样|老样子|这样|原样)|(?:没|没有|不)(?:什么)?(?:用|解决|管用"
    r"|起作用|帮助|效果)(?!户)"
    r"|(?:没|没有)(?:帮到|帮上|变化|反应|弄好|搞定|好)|不(?:太)?(?:管用|好使|顶用|奏效)|答非所问|牛头不对马嘴"
    r"|文不对题"
    r"|不是(?:这个(?:意思|问题)?|我(?:想)?(?:要|问)的)|(?:都|已经|早就?)?(?:试|弄|看|检查)过了?(?:都?不|还是|没"
    r"|$|[，,。!！ ])"
    r"|^(?:还|仍然?)?(?:不行|没有?好|没|不对|不可以|没用)(?:啊|呀|的|呢|哦)?(?:$|[，,。!！ ])"
)
_YES_CHINESE = re.compile(
    r"^(?:(?:嗯+|恩|好的?|哦+|噢|是的?|对|谢谢您?你?|太好了|哇)[，,。!！ ]*)*"
    r"(?:这下|现在|已经|终于|果然|确实|都|很|真的?|非常)*"
    r"(?:可以(?:用|登录|付款|付|打开)?了|好了|解决(?:掉)?了|搞定了?|行了|成(?:功)?了|有用|有帮助|管用|好使"
    r"|弄好了|弄明白了?|明白了?"
    r"|知道了?|懂了|清楚了?|了解了?|收到了|帮到我了|没问题了)(?:啦|啊|呀|哦|哈|呢|的|了)*"
    r"[，,。!！~～ ]*(?:非常|太|多)?(?:谢谢?|感谢|谢啦|多谢)?(?:你|您|啦|了|哈|哦|啊)*[。!！~～ ]*$"
)
_ASKS = re.compile(r"[?？]|吗|呢$|怎么|为什么|\b(?:how|why|where|when|which|what if)\b")
_BUT = re.compile(r"\bbut\b|但|可是|不过|只是|就是.{0,4}(?:不|没)")


_FILLERS = re.compile(
    r"\b(?:no+|nope|nah|sorry|but|and|it|that|this|is|i|thanks?|thank you|still|just|really|already|now|well|hm+|ok"
    r"|work(?:s|ed|ing)?|help(?:s|ed)?)\b"
    r"|还是|但是|可是|谢谢|不好意思|已经|了|啊|呀|吧|呢|的|我|都|也|，|。|[\W_]"
)
_LEAST = 4  # characters that tell something


def beyond_verdict(text: str) -> bool:
    """Whether a verdict tells something besides: "no, I meant the size", not "还是不行"."""
    plain = simplified(normalise(text)).strip().lower().replace("’", "'")
    for said in (_NO_ENGLISH, _NO_CHINESE, _FILLERS):
        plain = said.sub("", plain)
    return len(plain) >= _LEAST or sum("\u4e00" <= c <= "\u9fff" for c in plain) > 1


def read_verdict(text: str) -> bool | None:
    """Whether the solution just shown helped; None if the text says neither, or asks something new."""
    plain = simplified(normalise(text)).strip().lower().replace("’", "'")
    if not plain or len(plain) > _LONGEST:
        return None
    if _NO_ENGLISH.search(plain) or _NO_CHINESE.search(plain):
        return False
    helped = _YES_ENGLISH.search(plain) or _YES_CHINESE.search(plain)
    return True if helped and not _ASKS.search(plain) and not _BUT.search(plain) else None
