import pytest

from crm_backend.errors import Invalid
from crm_backend.orders.details import masked, read_details

REGIONS = ["CN", "US"]


@pytest.mark.parametrize(
    "address", ["上海市徐汇区漕溪北路88号", "12 Maple Street, Portland, OR 97205", "上海市徐汇区漕溪北路８８号 3楼"]
)
def test_a_plausible_address_is_taken(address: str) -> None:
    assert read_details("change_address", {"address": f"  {address} "}, REGIONS) == {"address": address}


@pytest.mark.parametrize(
    "address", ["", "here", "上海", "12345678901234", "!!!!!!!!!!!!!!", "yes please do", "好的就这样改吧"]
)
def test_what_can_be_no_address_is_not(address: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_details("change_address", {"address": address}, REGIONS)
    assert refused.value.params == {"problem": "address"}


def test_the_phone_of_a_recipient_has_one_form() -> None:
    given = {"address": "上海市徐汇区漕溪北路88号", "recipient": "王芳", "phone": "138 0013 8000"}
    assert read_details("change_address", given, REGIONS) == {**given, "phone": "+8613800138000"}
    with pytest.raises(Invalid, match="phone"):
        read_details("change_address", {**given, "phone": "call me"}, REGIONS)


@pytest.mark.parametrize(
    ("operation", "given"),
    [
        ("cancel_order", {"refund": True}),
        ("change_time", {"wish": " "}),
        ("change_time", {}),
        ("request_exchange", {"wish": ""}),
        ("request_repair", {}),
        ("request_return", {"reason": "x" * 2001}),
        ("change_items", {"items": []}),
        ("change_items", {"items": [{"name": "lamp", "quantity": -1}]}),
        ("change_address", {"address": "上海市徐汇区漕溪北路88号", "state": "refunded"}),
    ],
)
def test_details_that_make_no_sense_are_refused(operation: str, given: dict[str, object]) -> None:
    with pytest.raises(Invalid, match="details"):
        read_details(operation, given, REGIONS)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("上海市徐汇区漕溪北路88号", "上海市徐汇区****"),
        ("北京市海淀区中关村大街1号", "北京市海淀区****"),
        ("苏州市人民路3号", "苏州市****"),
        ("中山北路3号", "中山****"),
        ("12 Maple Street, Portland, OR 97205", "****, Portland, OR *****"),
        ("12 Maple Street", "****"),
        (None, None),
        ("阳光小区3栋502室", "阳光****"),
        ("深圳科技园区2号楼", "深圳****"),
    ],
)
def test_an_address_is_told_without_street_and_number(address: str | None, told: str | None) -> None:
    assert masked(address) == told
