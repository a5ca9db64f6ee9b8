"""The lines of `replay`: scripted customers in, what happened out."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from crm_backend.commands.words import Stop, say
from crm_backend.conversations.schemas import ButtonView, MessageView


class Press(BaseModel):
    """A button of the newest message that has some: by its title, or by its place from 1."""

    model_config = ConfigDict(extra="forbid")
    button: str | Annotated[int, Field(ge=1)]


class Script(BaseModel):
    """One scripted customer. `customer` is an external id; without one it is a visitor."""

    model_config = ConfigDict(extra="forbid")
    id: str | int
    customer_turns: list[str | Press]
    customer: str | None = None
    locale: Literal["zh", "en"] | None = None


class Reply(BaseModel):
    """What the customer was shown; `buttons` by their titles."""

    sender: str
    text: str
    buttons: list[str]
    language: str | None

    @staticmethod
    def of(message: MessageView) -> "Reply":
        titles = [button.title for button in message.buttons]
        return Reply(sender=message.sender, text=message.text, buttons=titles, language=message.language)


class TurnDone(BaseModel):
    """One turn: what was sent, what came back, who holds the conversation now, and milliseconds till its end."""

    sent: str
    replies: list[Reply]
    holder: str
    ms: float


class Outcome(BaseModel):
    """A line of the output. `conversations` only if there were several; `error` only if the script broke off."""

    id: str | int
    conversation_id: str | None = None
    greeting: list[Reply] = []
    turns: list[TurnDone] = []
    csat_asked: bool = False
    outcome: str | None = None
    conversations: list[str] | None = None
    error: str | None = None

    def line(self) -> str:
        absent = {name for name in ("conversations", "error") if getattr(self, name) is None}
        return self.model_dump_json(exclude=absent) + "\n"


def read_scripts(file: Path) -> list[Script]:
    """All lines of a file. Stop names the first line that can't be used, and why."""
    if not file.is_file():
        raise Stop("no_such_file", path=str(file))
    scripts: list[Script] = []
    for number, line in enumerate(file.read_text("utf-8-sig").splitlines(), 1):
        if not line.strip():
            continue
        try:
            scripts.append(Script.model_validate_json(line))
        except ValidationError as problem:
            raise Stop("bad_line", path=str(file), line=number, reason=_reason(problem)) from None
    if not scripts:
        raise Stop("no_lines", path=str(file))
    return scripts


def _reason(problem: ValidationError) -> str:
    first = problem.errors(include_url=False, include_input=False, include_context=False)[0]
    where = ".".join(str(part) for part in first["loc"])
    return f"{where}: {first['msg']}" if where else first["msg"]


class NoSuchButton(Exception):
    """The script presses what was not offered."""

    def __init__(self, wished: str | int, offered: list[ButtonView]) -> None:
        titles = ", ".join(f"[{place}] {button.title}" for place, button in enumerate(offered, 1)) or "-"
        super().__init__(say("no_such_button", button=wished, offered=titles))


def find_button(wished: str | int, offered: list[ButtonView]) -> ButtonView:
    """By title as written, by title whatever its case, or by place."""
    if isinstance(wished, int):
        if wished <= len(offered):
            return offered[wished - 1]
        raise NoSuchButton(wished, offered)
    exact = [button for button in offered if button.title == wished]
    alike = [button for button in offered if button.title.strip().casefold() == wished.strip().casefold()]
    if not (exact or alike):
        raise NoSuchButton(wished, offered)
    return (exact or alike)[0]
