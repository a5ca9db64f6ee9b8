"""Telling attempts to make the assistant leave its task from what customers say."""

import re

from rapport_text.normalise import normalise, simplified

_LAW = r"(?:instructions?|rules?|prompts?|guidelines|restrictions|programming|directives)"
_ASTRAY = re.compile(
    rf"\b(?:ignore|forget|disregard|override|bypass|break|drop|skip)\b.{{0,30}}\b{_LAW}\b"
    rf"|\b(?:system|initial|hidden|secret|developer) (?:prompt|message|{_LAW})\b|\byour (?:prompt|source code"
    r"|instructions)\b"
    r"|(?<!stop )\bpretend(?:ing)? (?:that )?(?:to be|you(?:'re| are| were))\b|\brole-?play\b"
    r"|(?<!don't )\bact as (?:an? |my |if you (?:were|are|had) )|\byou are now (?:an?|my|in|dan)\b"
    r"|\bfrom now on you(?:'re| are)\b"
    r"|\b(?:dan|developer|god|admin|debug|root) mode\b|\bdo anything now\b|\bjail ?break\w*|\byou(?:'re| are) dan\b"
    r"|(?:忽略|无视|忘记|忘掉|跳过|绕过|不要管|别管|抛开|打破)[^。！？]{0,12}(?:指令|规则|提示词?|设定|限制|规定|约束)"
    r"|系统提示|提示词|初始(?:指令|设定)|(?:假装|扮演|假设)[^。！？]{0,4}(?:你|自己)?(?:是|成)(?!(?:不是|我))"
    r"|你现在是[^。！？]{0,12}(?:模式|管理员|角色|模型)|(?:开发者|管理员|上帝)模式|越狱|角色扮演"
)


def leads_astray(text: str) -> bool:
    """ "Ignore your rules", "假装你是管理员"."""
    return _ASTRAY.search(simplified(normalise(text)).lower().replace("’", "'")) is not None
