"""What customers' pages send to the chat API, and what they get."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, TypeAdapter, model_validator

from crm_backend.conversations.schemas import Feed, MessageView

ClientMessageId = Annotated[str, Field(pattern=r"^[A-Za-z0-9._:-]{1,64}$")]
Token = Annotated[str, Field(max_length=4096)]
Cursor = Annotated[str, Field(max_length=1000)]  # one position for each of the newest conversations


class SessionRequest(BaseModel):
    """`identity`: signed by the shop's server. `token`: of an earlier visitor's session, to go on as the same."""

    locale: Literal["zh", "en"] | None = None
    identity: Token | None = None
    token: Token | None = None


class SessionCustomer(BaseModel):
    """Who we take the customer for."""

    name: str | None
    verified: bool


class SessionAnswer(BaseModel):
    """The token opens this customer's conversations, and no others."""

    token: str
    customer: SessionCustomer
    locale: str


class SentMessage(BaseModel):
    """A text, or a press of a button that was offered. The same `client_message_id` is the same message."""

    client_message_id: ClientMessageId
    text: str | None = None
    button_id: Annotated[str, Field(max_length=100)] | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> "SentMessage":
        if (self.text is None) == (self.button_id is None):
            raise ValueError("send either text or button_id")
        return self


class UpdatesQuery(BaseModel):
    """`after`: the cursor of the last feed. `wait`: seconds to wait for something new."""

    after: Cursor | None = None
    wait: Annotated[float, Field(ge=0, le=25)] = 0


class Hello(BaseModel):
    """The first frame of a socket."""

    type: Literal["hello"]
    token: Token
    after: Cursor | None = None


class MessageFrame(SentMessage):
    type: Literal["message"]


class Command(BaseModel):
    type: Literal["start", "end", "ping"]


Frame = Annotated[Hello | MessageFrame | Command, Field(discriminator="type")]
FRAME: TypeAdapter[Hello | MessageFrame | Command] = TypeAdapter(Frame)


class FeedFrame(Feed):
    type: Literal["feed"] = "feed"


class AcceptedFrame(BaseModel):
    type: Literal["accepted"] = "accepted"
    client_message_id: str
    message: MessageView


class ErrorFrame(BaseModel):
    """`status` is what the HTTP answer would have had; `error` as there."""

    type: Literal["error"] = "error"
    status: int
    error: dict[str, Any]
    client_message_id: str | None = None


class PongFrame(BaseModel):
    type: Literal["pong"] = "pong"
