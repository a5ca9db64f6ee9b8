"""Numbers to look past: cards, tax and parcel numbers, verification codes, postcodes, models, errors."""

import re

from rapport_text.hints import ends_with_cue, without_link

_LONG = re.compile(r"[0-9A-Za-z]{15,}")
_MOST_LETTERS = 8  # of the 18 characters of a tax number at least ten are digits
_SPACED_CARD = re.compile(
    r"[0-9]{4}(?:[ -][0-9]{4}){3}(?:[ -][0-9]{1,4})?(?![0-9])|3[47][0-9]{2}[ -][0-9]{6}[ -][0-9]{5}(?![0-9])"
)
PARCEL = re.compile(
    r"(?:SF|YT|JT|JD|JDV[A-Z]?|JDX|EMS|ZTO|STO|YD|DPK|DB|TNT|HT|KK|ZJS)[0-9]{9,}(?:-[0-9]+)*|1Z[0-9A-Z]{16}"
    r"|[A-Z]{2}[0-9]{9}[A-Z]{2}"
)
_CARRIERS = "快递 快递的 运 物流 包裹 货运 顺丰 中通 圆通 申通 韵达 极兔 邮政 京东 德邦 ems".split()
_CHINESE = (
    "税号 识别号 信用代码 银行卡 信用卡 卡号 银行卡号 身份证 身份证号 身份证号码 验证码 校验码"
    " 动态码 取件码 提货码 兑换码 优惠码 折扣码 券码"
    " 邮编 邮政编码 型号 款号 货号 序列号 机身号 错误 错误码 错误代码 报错 代码 版本"
    " 版本号 固件 航班 航班号 车次 密码 门禁码 快递号 物流号"
).split()
_NUMBERED = (
    "tracking waybill awb consignment vat tax model serial parcel card part item product flight routing sort passport"
).split()
_ALONE = (
    "tracking waybill awb consignment vat tax model serial code otp pin passcode password zip postcode"
    " tin ein imei s/n sn sku error"
    " version firmware build iban ssn"
).split()
_CUES = (
    *(carrier + number for carrier in _CARRIERS for number in ("单号", "单号码", "单编号", "单")),
    *_CHINESE,
    *(f"{noun} {number}" for noun in _NUMBERED for number in ("number", "num", "no", "no.", "nr", "id", "code")),
    *_ALONE,
)
_VALUE = re.compile(r"[0-9A-Za-z]*[0-9][0-9A-Za-z]*(?:[-_.][0-9A-Za-z]+)*(?: [0-9]{3,})*")
_REACH = 32


def follows_code_cue(before: str) -> bool:
    """Whether these words, in lower case, announce a code: "tracking number", "验证码是"."""
    tail = without_link(before)
    return ends_with_cue(tail, _CUES) and not tail.endswith(("order code", "订单代码"))


def is_card(digits: str) -> bool:
    """Whether a bare number is a payment card's: its length, its first digit and its check digit (Luhn) say so."""
    if not 15 <= len(digits) <= 19 or digits[0] not in "3456":
        return False
    odd, even = digits[-1::-2], digits[-2::-2]
    return (sum(map(int, odd)) + sum(sum(divmod(2 * int(d), 10)) for d in even)) % 10 == 0


def code_spans(plain: str, lower: str) -> list[tuple[int, int]]:
    """Where such numbers stand in a normalised text and the same in lower case; stretches may overlap."""
    spans = [m.span() for m in _LONG.finditer(plain) if _mostly_digits(m.group())]
    spans += [m.span() for m in _SPACED_CARD.finditer(plain) if not plain[m.start() - 1 : m.start()].isdigit()]
    for match in _VALUE.finditer(plain):
        if follows_code_cue(lower[max(0, match.start() - _REACH) : match.start()]):
            spans.append(match.span())
    return spans


def _mostly_digits(token: str) -> bool:
    return sum(not c.isdigit() for c in token) <= _MOST_LETTERS
