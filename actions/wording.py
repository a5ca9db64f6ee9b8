"""How dates, money and lists look in each language. Words and formats, no sentences."""

import re
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from actions.crm_client import Item, Order

_HAN = re.compile(r"[\u4e00-\u9fff]")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_SIGNS = {"CNY": "¥", "USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥"}
_STATES = {
    "placed": ("awaiting payment", "待付款"),
    "paid": ("paid", "待发货"),
    "packed": ("packed", "已打包"),
    "shipped": ("shipped", "已发货"),
    "out_for_delivery": ("out for delivery", "派送中"),
    "delivered": ("delivered", "已签收"),
    "cancelled": ("cancelled", "已取消"),
    "returned": ("returned", "已退货"),
    "refunded": ("refunded", "已退款"),
}


def when(iso: str) -> datetime:
    """The time of an ISO 8601 text."""
    return datetime.fromisoformat(iso)


def day(iso: str, language: str, zone: ZoneInfo) -> str:
    """`Monday, Nov 23` or `11月23日（周一）`."""
    local = when(iso).astimezone(zone)
    if language == "zh":
        return f"{local.month}月{local.day}日（周{'一二三四五六日'[local.weekday()]}）"
    return f"{_DAYS[local.weekday()]}, {_MONTHS[local.month - 1]} {local.day}"


def money(amount: str, currency: str) -> str:
    """`¥1,299.00`; the code in front where there is no sign."""
    figures = f"{Decimal(amount):,.2f}"
    return _SIGNS[currency] + figures if currency in _SIGNS else f"{currency} {figures}"


def name(item: Item, language: str) -> str:
    """The article's name in the reader's language, or else in the other."""
    first, second = (item["name_zh"], item["name_en"]) if language == "zh" else (item["name_en"], item["name_zh"])
    return first or second


def items(order: Order, language: str) -> str:
    """The articles of an order."""
    return item_list(order["items"], language)


def item_list(lines: Sequence[Item], language: str) -> str:
    """`Mechanical keyboard, 2 × USB-C cable` or `机械键盘、2 件 USB-C 数据线`."""
    listed = [_line(name(item, language), item["quantity"], language) for item in lines]
    if language == "zh":
        return "、".join(listed)
    return ("; " if any("," in line for line in listed) else ", ").join(listed)


def _line(article: str, quantity: int, language: str) -> str:
    if quantity == 1:
        return article
    return f"{quantity} 件{inset(article).rstrip()}" if language == "zh" else f"{quantity} × {article}"


def inset(value: str) -> str:
    """A name between Chinese characters: a space stands only where it begins or ends with another script."""
    if not value:
        return ""
    before = "" if _HAN.match(value[:1]) else " "
    return before + value + ("" if _HAN.match(value[-1:]) else " ")


def state(order: Order, language: str) -> str:
    """The state in two words at most."""
    english, chinese = _STATES.get(order["state"], (order["state"], order["state"]))
    return chinese if language == "zh" else english


def title(order: Order, language: str) -> str:
    """What stands on the button of an order: `A1001 · Mechanical keyboard +1 · shipped`."""
    lines: Sequence[Item] = order["items"]
    first = name(lines[0], language) if lines else ""
    what = f"{first} +{len(lines) - 1}" if len(lines) > 1 else first
    return " · ".join(part for part in (order["order_id"], what, state(order, language)) if part)
