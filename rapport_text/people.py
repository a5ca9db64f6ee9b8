"""People named in a text, by cues and common family names: precise rather than complete."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from rapport_text.hints import has_any


class Person(NamedTuple):
    """A person's name as it is written, with its title if it has one."""

    start: int
    end: int
    value: str


_SINGLE = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟"
    "汪田任姜范方石"
    "姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟安颜倪严牛温芦季俞章鲁"
    "葛伍韦申尤毕"
    "聂焦向柳邢岳齐梅莫庄辛管祝左涂谷祁时舒耿牟卜路詹关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查屈鲍覃霍翁隋植甘景薄单包"
    "司柏宁柯阮桂闵解强柴华"
)
_DOUBLE = "欧阳|上官|司马|诸葛|东方|皇甫|尉迟|公孙|慕容|令狐|司徒|夏侯|端木|闻人|长孙|宇文"
_SURNAME = f"(?:{_DOUBLE}|[{_SINGLE}])"
# No given name holds one of these: behind a cue they begin the next word.
_NOT_GIVEN = (
    "的是在了和电手我请帮买订下有住也来姓把跟给说问什怎不没呢啊吧这那您你好先想要到就都还能会可等收寄送已让叫用从被对"
    "于为吗呀哦哈退换查投登付拿将改取今昨刚之前号,.;:!?"
)
_GIVEN = f"[^{_NOT_GIVEN}\\W\\d_A-Za-z]"
_CHINESE = rf"(?:{_DOUBLE})(?:{_GIVEN}){{1,2}}|[{_SINGLE}](?:{_GIVEN}){{1,2}}"
_BOUNDED = rf"{_SURNAME}[一-龥]{{1,2}}(?=$|[\s,.。!;:、~])"  # 李想, where nothing else can follow
_LATIN = r"[A-Z][A-Za-z'’-]{1,20}(?: [A-Z][A-Za-z'’.-]{0,20}){0,2}"
_IS = r"[\s:，,]{0,2}(?:改成|改为|换成|应该是|写的是|写|就是|叫做|叫|是|为)?[\s:]{0,2}"
_ZH_CUE = re.compile(
    r"(?:我(?:的名字|姓名)?(?:就|名)?叫|本人叫?|姓名|名字|(?:收|寄|取|下单|购买|联系|付款|持卡)(?:货|件"
    r"|单)?人(?:姓名)?|收货姓名|真名|昵称|署名"
    rf"|户名|开户名|老公|老婆|爱人|朋友|同事|女儿|儿子|妈妈|爸爸){_IS}(?P<name>{_BOUNDED}|{_CHINESE}|{_LATIN})"
)
_I_AM = re.compile(
    rf"(?:^|[\s,.!。，！你您]|好[啊呀]?|这里)(?:我是|这是|这里是)(?P<name>{_CHINESE})(?=$|[\s,.!。，！;；]|(?:啊|呀"
    rf"|哈)(?:$|\W))"
)
_TITLED = re.compile(
    rf"(?P<name>(?:{_DOUBLE}|[{_SINGLE}])(?:{_GIVEN}{{1,2}})?(?:先生|女士|小姐(?!姐)|太太|经理|主管|老师|师傅|阿姨"
    rf"|老板))"
)
_STAFF = re.compile(
    rf"(?:客服|店员|快递员?|快递小哥|配送员|骑手|售后|销售|导购|师傅)(?:叫|是"
    rf"|人员)?(?P<name>[小老阿][{_SINGLE}])(?![{_SINGLE}])"
)
_TO_HAND = re.compile(rf"(?:^|[\s,;:])(?P<name>{_CHINESE}) ?(?:收|亲收|亲启)(?=$|[\s,.。!;])")
_BEFORE_TITLE = {
    "于": "对由关属等至终便基处",
    "何": "任如为",
    "时": "小及当有同",
    "方": "对双官地",
    "单": "下订买简",
    "成": "完做",
    "常": "非经平",
}
_WORDS = frozenset(
    """
    高兴 高级 高端 高清 高中 高度 安排 安全 安装 安卓 安徽 马上 马路 成功 成都 成本 金额 金卡 金色
    金属 单号 单子 单独 单身 钱包 余额 温馨 温州 温度 时间 时候 时尚 平台 平时 江苏 江西 毛衣 毛巾
    毛病 花费 白色 白金 黄色 黄金 黑色 水果 包裹 包邮 包装 包退 常规 常客 和平 全部 全额 相关 计划
    向来 任何 任务 何时 于是 许多 许久 连接 连续 程序 程度 谢谢 管理 管家 管用 路由 路上 路过 左右
    左边 石头 石家 石墨 通知 方便 方面 方式 方法 方向 万一 万分 武汉 武器 位置 解决 解释 解锁 强烈
    强制 华为 华东 查询 查看 查收 关于 关闭 关机 费用 费劲 文件 文字 文具 童装 童鞋 游戏 游客 项目
    项链 曲面 牛仔 牛奶 牛肉 龙头 龙虾 白酒 田园 林业 周末 周边 周期 周年 陈旧 严重 严格 夏天 夏季
    夏装 冬天 秋冬 石油 康复 景区 景德 申请 申诉 申报 易碎 易购 常见 常用 常常 宁波 宁夏 苏州 广州
    郑州 徐州 温暖 雷达 雷电 施工 顾客 顾问 汤圆 焦急 焦虑 盛夏 章节 欧元 欧洲 甘肃 兰州 海口 孔雀
    梅花 梅雨 贾人 国家 国际 阳光 阳台 欧美 庄园 江湖 江南 江北 杨梅 杨树 柳州 桂林 桂花 柏林 唐山
    唐装 高铁 高跟 高压 高温 常州 向日 向您 解放 左手 位于 祝您 祝你 祝福 施肥 武侠 毕业 毕竟 史上
    石材 包包 包括 包含 管子 管道 成员 成人 成分 成交 成品 时代 司机 柯基 万达 万家 万能 万元 雷军
    梁山 方案 方形 方块 白天 白痴 宋体 汪汪 胡椒 胡萝 胡说 胡乱 谷歌 谷物 甄选 柴油 柴火
    """.split()
)
_BLOCK = re.compile(rf"(?:^|[\s,;:，；：、/|(（号室楼])(?P<name>{_CHINESE})[\s,;:，；：、/|)）]{{0,3}}$")
_AFTER = re.compile(rf"[\s,;:，；：、/|]{{1,3}}(?P<name>{_CHINESE})(?=$|[\s,;:，；：、/|。])")
_BLOCK_REACH = 10

_STOP = frozenset(
    """
    a about again all already also am an and angry any apple are as asking at back bad because been being black
    broken but by calling can cancelled cannot card chasing confused contacting could customer day days deal
    disappointed disgusted do does emailing excited fed for from frustrated furious getting going gone good happy
    has have having here hey hi how i if in interested is it its just late leaving like living looking los lost mad
    misspelled misspelt missing
    my need new next no north not now of off ok okay on one or order orders our out over please pm reaching ready really
    refund returning ridiculous right sad san see serious she sick since so some sorry south stuck sure talking
    thanks that the their there they this those tired to today tomorrow tonight trying two unable unacceptable
    unhappy until up upset urgent urgently us using very waiting wanting was we well were west what when where which
    who why will with wondering worried writing wrong yes you your
    """.split()
)
_WORD = r"[A-Za-z][A-Za-z'’-]{0,20}\.?"
_NAME_WORDS = rf"{_WORD}(?: {_WORD}){{0,3}}"
_EN_CUE = re.compile(
    r"(?<![A-Za-z])(?:(?P<any>[Mm]y (?:full |first |last |real )?name(?: is|:)(?= )|MY NAME IS(?= ))"
    r"|(?P<capital>[Nn]ame's(?= )|(?:[Nn]ame|[Rr]ecipient|[Aa]ddressee|[Rr]eceiver|[Cc]ontact(?: person)?|[Cc]ardholder"
    r"|[Ss]igned(?: for)?)(?:'s name| name)?"
    r"(?: is| to| by| should be| was)?:?|[Aa]ddressed to|[Cc]all me|[Uu]nder the name(?: of)?|[Ii]n the name of|c/o"
    r"|[Aa]ttn:?"
    r"|[Ss]p(?:oke|oken|eaking) (?:to|with)|(?:agent|colleague|rep|advisor|courier|driver|assistant|lady|guy|man"
    r"|woman)(?: called| named))"
    r"|(?P<sign>(?:[Rr]egards|[Tt]hanks|[Cc]heers|[Ss]incerely|[Bb]est(?: wishes)?),?\s)"
    r"|(?P<pair>I'?m|I’m|I am|[Tt]his is|(?:[Dd]eliver(?:ed)?|[Ss]hip(?:ped)?|[Ss]en[dt]|[Gg]ive it) (?:it )?to)) ?"
    rf"(?=(?P<name>{_NAME_WORDS}))"
)
_EN_TITLED = re.compile(
    r"(?<![A-Za-z])(?P<name>(?:(?:Mr|Mrs|Ms|Mx|Dr|Prof|mr|mrs|MR|MRS)\.? ?|Miss |Madam |Sir |Frau |Herr |Monsieur "
    r"|Madame )"
    r"(?P<rest>[A-Za-z][A-Za-z'’-]{1,20}(?: [A-Z][A-Za-z'’-]{1,20})?))(?![A-Za-z])"
)
_ZH_HINTS = (
    *(
        "叫",
        "姓名",
        "名字",
        "人",
        "真名",
        "昵称",
        "署名",
        "户名",
        "老公",
        "老婆",
        "爱人",
        "朋友",
        "同事",
        "女儿",
        "儿子",
        "妈妈",
        "爸爸",
    ),
)
_STAFF_HINTS = ("客服", "店员", "快递", "配送", "骑手", "售后", "销售", "导购", "师傅")
_TITLE_HINTS = ("先生", "女士", "小姐", "太太", "经理", "主管", "老师", "师傅", "阿姨", "老板")
_EN_HINTS = (
    *(
        "ame",
        "NAME",
        "ecipient",
        "eceiver",
        "ddressee",
        "ontact",
        "ardholder",
        "igned",
        "ddressed",
        "all me",
        "c/o",
        "ttn",
    ),
    *(
        "poke",
        "peak",
        "called",
        "I'm",
        "I’m",
        "Im ",
        "I am",
        "his is",
        "eliver",
        "hip",
        "end",
        "ent",
        "ive it",
        "egards",
        "hanks",
    ),
    *("heers", "incerely", "est"),
)
_EN_TITLE_HINTS = ("Mr", "Ms", "Mx", "Dr", "Prof", "mr", "MR", "Miss", "Madam", "Sir", "Frau", "Herr", "Monsieur")
_ZH_CUES = ((_ZH_HINTS, _ZH_CUE), (("是",), _I_AM), (_STAFF_HINTS, _STAFF), (("收",), _TO_HAND))


def find_people(text: str, phones: Iterable[tuple[int, int]] = ()) -> list[Person]:
    """The people in a text in which widths and Chinese characters are plain, and case is as written."""
    found: list[Person] = []
    if not text.isascii():
        found += _chinese(text)
        found += _beside(text, phones)
    found += _english(text)
    kept: list[Person] = []
    for person in sorted(found, key=lambda person: (person.start, -person.end)):
        if not kept or person.start >= kept[-1].end:
            kept.append(person)
    return kept


def _chinese(text: str) -> Iterator[Person]:
    for hints, pattern in _ZH_CUES:
        for match in pattern.finditer(text) if has_any(text, hints) else ():
            yield from _cut(text, *match.span("name"))
    for match in _TITLED.finditer(text) if has_any(text, _TITLE_HINTS) else ():
        first = match["name"][0]
        if (
            text[match.start() - 1 : match.start()] in tuple(_BEFORE_TITLE.get(first, ""))
            or match["name"][:2] in _WORDS
        ):
            continue
        yield Person(match.start(), match.end(), match["name"])


def _cut(text: str, start: int, end: int) -> Iterator[Person]:
    """A name without the word behind it that it may have swallowed."""
    name = text[start:end]
    if name.isascii() or not _is_word(name):
        yield Person(start, end, name)


def _beside(text: str, phones: Iterable[tuple[int, int]]) -> Iterator[Person]:
    """A name that stands alone beside a phone number, as on a parcel."""
    for start, end in phones:
        near = max(0, start - _BLOCK_REACH)
        for match, shift in (
            (_BLOCK.search(text[near:start]), near),
            (_AFTER.match(text[end : end + _BLOCK_REACH]), end),
        ):
            if match and not _is_word(match["name"]):
                yield Person(shift + match.start("name"), shift + match.end("name"), match["name"])


def _is_word(name: str) -> bool:
    return name in _WORDS or name[:2] in _WORDS


def _english(text: str) -> Iterator[Person]:
    for match in _EN_CUE.finditer(text) if has_any(text, _EN_HINTS) else ():
        words = _name(match["name"], lower=match["any"] is not None or match.group().rstrip().endswith(":"))
        value = " ".join(words)
        end = match.start("name") + len(value)
        alone = not match["sign"] or not text[end : end + 2].strip(" .!,")
        if words and alone and (not match["pair"] or len(words) >= 2):
            yield Person(match.start("name"), end, value)
    for match in _EN_TITLED.finditer(text) if has_any(text, _EN_TITLE_HINTS) else ():
        first = match["rest"].split()[0]
        capital = first[0].isupper() or match["name"][0].islower()
        if capital and first.lower() not in _STOP:
            name = match["name"].removesuffix("'s").removesuffix("’s")
            yield Person(match.start(), match.start() + len(name), name)


def _name(words: str, *, lower: bool) -> list[str]:
    """The words at the beginning that can be a name; in lower case only where nothing else can follow."""
    taken: list[str] = []
    for word in words.split(" ")[:3]:
        if (
            word.lower().rstrip(".") in _STOP
            or not (lower or word[0].isupper())
            or (word.isupper() and len(word) > 3 and not lower)
        ):
            break
        taken.append(word)
        if word.endswith(".") and len(word) > 2:
            break
    if taken:
        taken[-1] = (
            taken[-1].removesuffix("'s").removesuffix("’s").rstrip(".'’-")
            if len(taken[-1]) > 2
            else taken[-1].rstrip(".")
        )
    return taken
