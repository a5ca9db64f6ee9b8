import pytest

from rapport_text.entities import find_entities


def addresses(text: str) -> list[str]:
    return [e.value for e in find_entities(text) if e.label == "address"]


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("收货地址:北京市朝阳区建国路8号3栋2单元501室", "北京市朝阳区建国路8号3栋2单元501室"),
        ("改成上海市徐汇区漕溪北路100弄5号602，谢谢", "上海市徐汇区漕溪北路100弄5号602"),
        ("地址改成杭州余杭文一西路969号", "杭州余杭文一西路969号"),
        ("我住建国路8号", "建国路8号"),
        ("阳光花园3栋2单元501", "阳光花园3栋2单元501"),
        ("寄到上海市浦东新区", "上海市浦东新区"),
        ("广东省深圳市南山区科技园路1号腾讯大厦A座12楼", "广东省深圳市南山区科技园路1号腾讯大厦A座12楼"),
        ("香港九龙旺角弥敦道100号3楼A室", "香港九龙旺角弥敦道100号3楼A室"),
        ("麻烦送到人民路100号门卫室", "人民路100号"),
        ("翠苑一区5-2-301", "翠苑一区5-2-301"),
        ("at 1200 2nd Avenue, Apt 4B, New York, NY 10012 please", "1200 2nd Avenue, Apt 4B, New York, NY 10012"),
        ("221B Baker Street, London NW1 6XE", "221B Baker Street, London NW1 6XE"),
        ("Flat 3, 12 High Street, London SW1A 1AA", "Flat 3, 12 High Street, London SW1A 1AA"),
        ("it's 45 oak lane now", "45 oak lane"),
        ("Hauptstraße 12, 10115 Berlin", "Hauptstraße 12, 10115 Berlin"),
        ("12 rue de Rivoli, 75001 Paris", "12 rue de Rivoli, 75001 Paris"),
        ("PO Box 123", "PO Box 123"),
    ],
)
def test_addresses(text: str, address: str) -> None:
    assert addresses(text) == [address]


@pytest.mark.parametrize(
    "text",
    [
        *(
            "我在上海",
            "北京8号到货",
            "上海11月20号发货",
            "在路上了",
            "快递在成都市中转",
            "四川省成都市",
            "退货地址在哪里",
            "我换了3个地址了",
            "朝阳区的仓库",
        ),
        *("2 days on the road", "3 items in place", "I waited 2 weeks no way", "4 in a row", "a long drive"),
    ],
)
def test_no_addresses(text: str) -> None:
    assert addresses(text) == []
