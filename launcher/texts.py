"""What the launcher says, in both languages. It runs before any package is there, so it has its own few sentences."""

import os
from typing import List

SENTENCES = {
    "waiting": (
        "Another ./rapport is preparing the environments; waiting for it",
        "另一个 ./rapport 正在准备运行环境，请稍候",
    ),
    "making_uv": ("Fetching uv, the package manager", "正在获取包管理工具 uv"),
    "syncing_root": ("Preparing the Python environment", "正在准备 Python 环境"),
    "syncing_bot": (
        "Preparing Rasa's own environment (Python 3.10, 2.5 GB)",
        "正在准备 Rasa 的独立环境（Python 3.10，约 2.5 GB）",
    ),
    "seconds": ("{} s", "{} 秒"),
    "done": ("{}: done, {} s", "{}：完成，用时 {} 秒"),
    "failed": ("{}: failed.", "{}：失败。"),
    "no_uv": (
        "Neither venv nor pip of {} could fetch uv. Please install uv (https://docs.astral.sh/uv) and try again.",
        "{} 的 venv 和 pip 都无法获取 uv。请先安装 uv（https://docs.astral.sh/uv），然后重试。",
    ),
    "no_python": (
        "Python {} was not found and could not be downloaded. Install it, or allow access to the network once.",
        "没有找到 Python {}，也无法下载。请安装该版本，或临时放开网络访问后重试。",
    ),
    "not_writable": (
        "{} can't be written. Please run ./rapport as its owner, or clone Rapport to a folder of your own.",
        "{} 不可写。请使用该目录的所有者运行 ./rapport，或把 Rapport 克隆到自己的目录。",
    ),
    "disk_full": (
        "No space is left (disk of {}, or of the package cache). Please free about 4 GB and run it again.",
        "磁盘空间不足（{} 所在磁盘，或软件包缓存所在磁盘）。请腾出约 4 GB 空间，然后重新执行同一命令。",
    ),
    "last_lines": ("The last lines were:", "最后的输出："),
}


def language(arguments: List[str]) -> str:
    """As --locale says, else LC_ALL, LC_MESSAGES, LANG."""
    wishes = [os.environ.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG")]
    for before, argument in zip(["", *arguments], arguments):
        if argument.startswith("--locale="):
            wishes.insert(0, argument.partition("=")[2])
        if before == "--locale":
            wishes.insert(0, argument)
    chosen = next((wish for wish in wishes if wish), "")
    return "zh" if chosen.lower().startswith("zh") else "en"


class Texts:
    """The sentences in one language."""

    def __init__(self, chosen: str) -> None:
        self._column = 1 if chosen == "zh" else 0

    def __call__(self, name: str, *params: object) -> str:
        return SENTENCES[name][self._column].format(*params)
