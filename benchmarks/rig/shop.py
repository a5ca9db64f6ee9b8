"""Customers and orders for a run, as a load file; and their signed identities."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from crm_backend.commands.places import settings_for
from crm_backend.kit.auth import sign, with_secrets


def customer_line(external_id: str, locale: str = "en") -> dict[str, object]:
    return {"type": "customer", "id": external_id, "name": f"Bench {external_id}", "locale": locale}


def order_line(order_id: str, customer: str, state: str, phone: str = "13800138000") -> dict[str, object]:
    """An order that is not late, so that its answer is one sentence whenever it is asked for."""
    soon = (datetime.now(UTC) + timedelta(days=9)).isoformat()
    item = {"name_en": "Wireless headphones", "name_zh": "无线耳机", "quantity": 1, "price": "399.00"}
    shipped = {"courier": "SF Express", "tracking_number": f"SF{order_id[1:]:0>13}"} if state == "shipped" else {}
    return {
        "type": "order",
        "id": order_id,
        "customer": customer,
        "state": state,
        "expected_at": soon,
        "currency": "CNY",
        "phone": phone,
        "items": [item],
        **shipped,
    }


def write_lines(path: Path, lines: Iterable[dict[str, object]]) -> Path:
    path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), "utf-8")
    return path


def identity(data: Path, external_id: str) -> str:
    """What the shop's server would sign for its customer."""
    secret = with_secrets(settings_for(data)).identity_secret
    return sign(secret, "identity", external_id, datetime.now(UTC) + timedelta(hours=6))
