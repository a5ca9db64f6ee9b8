"""Chinese addresses: chains of region, road, number, compound, building and room, with or without a cue before them."""

import re
from collections.abc import Iterator

_REGIONS = """
    北京 上海 天津 重庆 河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南
    广东 海南 四川 贵州 云南 陕西 甘肃 青海 台湾 内蒙古 广西 西藏 宁夏 新疆 香港 澳门 广州 深圳
    杭州 南京 苏州 成都 武汉 西安 郑州 长沙 沈阳 青岛 宁波 东莞 无锡 佛山 合肥 大连 福州 厦门
    哈尔滨 济南 温州 南宁 长春 泉州 石家庄 贵阳 南昌 金华 常州 南通 嘉兴 太原 徐州 惠州 珠海 中山
    台州 烟台 兰州 绍兴 海口 扬州 洛阳 汕头 湖州 盐城 潍坊 保定 镇江 乌鲁木齐 桂林 唐山 三亚 廊坊
    呼和浩特 芜湖 邯郸 淄博 临沂 襄阳 宜昌 岳阳 株洲 湘潭 衡阳 绵阳 泸州 昆明 大理 丽江 拉萨 银川
    西宁 柳州 北海 湛江 江门 肇庆 茂名 揭阳 漳州 莆田 三明 赣州 九江 上饶 宜春 景德镇 蚌埠 阜阳
    马鞍山 安庆 连云港 淮安 泰州 宿迁 威海 济宁 泰安 德州 聊城 菏泽 日照 枣庄 新乡 开封 安阳 南阳
    许昌 信阳 商丘 周口 驻马店 荆州 黄石 十堰 孝感 黄冈 常德 郴州 怀化 娄底 永州 遵义 曲靖 玉溪
    宝鸡 咸阳 汉中 渭南 延安 榆林 天水 酒泉 大同 长治 临汾 运城 包头 赤峰 鞍山 抚顺 丹东 锦州 营口
    延边 齐齐哈尔 大庆 牡丹江 秦皇岛 张家口 承德 沧州 衡水 邢台 义乌 昆山 江阴 常熟 张家港 慈溪 余姚
    晋江 台北 新北 高雄 台中 台南 桃园 新竹 基隆 九龙 新界 浦东
""".split()
_NO_NAME = (
    "的是在了请给我你您他她们送寄发收到吗吧呢把要就麻烦谢跟或但不没也还想能帮查改换退买住为成从去说下这那什么怎哪地址号"
)
_NAME = f"(?:(?![{_NO_NAME}])[一-龥])"
_MIXED = f"(?:(?![{_NO_NAME}])[一-龥0-9A-Za-z])"
_REGION = (
    "自治区|特别行政区|自治州|自治县|开发区|高新区|地区|街道|省(?![钱心事电力时得略])|市(?![场面值价])"
    "|区(?![别间块分])|县(?!城)|旗(?![舰袍])"
    "|镇(?![定静痛])|乡(?![下亲])|村(?!民)"
)
_ROAD = "大道|大街|胡同|路(?![上过由径口线程灯况费])|街(?![头边拍机道])|巷|弄|道(?![理歉具路])|段(?!时|话|子)"
_COMPOUND = (
    "小区|花园|花苑|家园|公寓|大厦|大楼|广场|社区|新村|公馆|名邸|豪庭|别墅|山庄|大学|学院|中学|小学|医院|酒店|宾馆"
    "|商城|商场|写字楼|中心(?!思)|科技园"
    "|工业园|产业园|软件园|园区|基地|公司|宿舍|驿站|超市|苑|城(?!市)|园(?![林艺])|湾|府|庭|期(?![间限待望])|院(?!子)"
)
_KNOWN = "|".join(sorted(_REGIONS, key=len, reverse=True))
_START = re.compile(
    rf"(?P<known>(?:{_KNOWN})(?:省|市(?![场面值价])|自治区|(?:壮族|回族|维吾尔)自治区|特别行政区)?)"
    rf"|(?<!{_MIXED})(?P<region>{_NAME}{{1,7}}?(?:{_REGION}))|(?<!{_MIXED})(?P<road>{_NAME}{{1,8}}?(?:{_ROAD}))"
    rf"|(?<!{_MIXED})(?P<compound>{_NAME}{{2,8}}?(?:{_COMPOUND}))"
)
_COUNT = (
    r"(?:[0-9]{1,5}(?:-[0-9]{1,5}){0,3}|[0-9]{1,3}-?[A-Za-z]|[A-Za-z][0-9]{0,4}|[一二三四五六七八九十百]{1,4}|负一"
    r"|地下)"
)
_STEP = re.compile(
    rf"[ ,、]?(?:(?P<building>{_COUNT}(?:号楼|号院|单元|号(?![码称召线])"
    rf"|[栋幢座楼层室房户](?![上下梯内外温间子位机价东])|门(?![口店禁票])|期|区(?![别间])))"
    rf"|(?P<flat>[0-9]{{1,4}}(?:-[0-9]{{1,5}}){{1,3}}(?:室|号)?(?![0-9年月日]))"
    rf"|(?P<region>{_MIXED}{{1,7}}?(?:{_REGION}))|(?P<road>{_MIXED}{{1,9}}?(?:{_ROAD}))"
    rf"|(?P<compound>{_MIXED}{{1,9}}?(?:{_COMPOUND})))"
)
_ROOM = re.compile(r"[ -]?[0-9]{2,5}(?:[室房户]|(?![0-9元块年月日号个件]|[.,-][0-9]))")
_CUE = re.compile(
    r"(?:地址|住址|收货|住在?|[送寄发改搬换]到|[改换]成|改为|寄给|位于|配送至|送至|寄至"
    r"|所在地)[是为:： ，,改成到]{0,4}$"
)
_DATE = re.compile("[0-9一二三四五六七八九十][年月日天]")
_MAYBE = re.compile("[省市区县镇乡村路街巷弄道段苑城园栋幢座楼号]|单元|花园|公寓|大厦|广场|大学|地址")
_MOST_STEPS = 14


def find(text: str) -> Iterator[tuple[int, int]]:
    """Where Chinese addresses stand in a text of plain widths and simplified characters."""
    if text.isascii() or not _MAYBE.search(text):
        return
    position = 0
    while match := _START.search(text, position):
        kinds, end = _chain(text, match)
        cued = _CUE.search(text[max(0, match.start() - 8) : match.start()]) is not None
        if _is_address(kinds, cued):
            yield match.start(), end
            position = end
        else:
            position = match.end() if match["known"] else match.start() + 1


def _chain(text: str, start: "re.Match[str]") -> tuple[list[str], int]:
    """What follows on a beginning: the kinds of its members, and where it ends."""
    kinds, end = ["region" if start["known"] else start.lastgroup or ""], start.end()
    if _DATE.search(start.group()):
        return [], end
    while len(kinds) < _MOST_STEPS and (step := _STEP.match(text, end)):
        if _DATE.search(step.group()):
            break
        kinds.append(step.lastgroup or "")
        end = step.end()
    if kinds[-1] in ("building", "compound", "flat") and (room := _ROOM.match(text, end)):
        kinds, end = [*kinds, "room"], room.end()
    return kinds, end


def _is_address(kinds: list[str], cued: bool) -> bool:
    exact = not {"building", "flat", "room"}.isdisjoint(kinds)
    street = "road" in kinds or "compound" in kinds
    regions = kinds.count("region")
    if exact and (street or (regions and "flat" in kinds)):
        return True
    return (regions >= 2 and street) or (cued and regions >= 1 and (street or exact or regions >= 2))
