"""The needs that are not done on an order, and what all needs are called in the middle of a sentence."""

from collections.abc import Iterable, Sequence

ANSWERED = ("product_info", "payment_problem", "invoice", "promotion_price", "account_access", "membership")
RECORDED = ("praise", "suggestion", "complaint")
PRIVACY = "privacy_request"
OTHER = "other"
_NAMES = {
    "order_status": ("where an order is", "订单进度"),
    "change_order": ("changing an order", "修改订单"),
    "cancel_order": ("cancelling an order", "取消订单"),
    "delivery_problem": ("a delivery problem", "配送问题"),
    "return_refund": ("a return or refund", "退货退款"),
    "exchange": ("an exchange", "换货"),
    "product_fault": ("a faulty product", "商品故障"),
    "product_info": ("a product", "商品咨询"),
    "payment_problem": ("a payment", "支付问题"),
    "invoice": ("an invoice", "发票"),
    "promotion_price": ("a price or an offer", "价格优惠"),
    "account_access": ("your account", "账号登录"),
    "membership": ("membership and points", "会员积分"),
    "complaint": ("a complaint", "投诉"),
    "suggestion": ("a suggestion", "建议"),
    "praise": ("praise", "表扬"),
    PRIVACY: ("your personal data", "个人信息"),
}


def name(need: str, language: str) -> str:
    """`a return or refund` or `退货退款`."""
    return _NAMES[need][language == "zh"]


def title(need: str, language: str) -> str:
    """The same on a button."""
    words = name(need, language)
    return words[:1].upper() + words[1:]


def listed(needs: Sequence[str], language: str) -> str:
    """`an exchange, a return or refund` or `换货、退货退款`."""
    return ("、" if language == "zh" else ", ").join(name(need, language) for need in needs)


def to_do(needs: Iterable[str], besides: str | None) -> str | None:
    """The first of them for which something can be done, and that is not done already."""
    return next((n for n in needs if n in _NAMES and n not in RECORDED and n != besides), None)


def named(needs: Iterable[str]) -> list[str]:
    """Those that can be asked about."""
    return [need for need in needs if need in _NAMES]
