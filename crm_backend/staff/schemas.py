"""Staff as others see them: never a hash."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field

from crm_backend.staff.rules import Role


class StaffView(BaseModel):
    """A person of ours. `invited`: no password was chosen yet."""

    id: str
    email: str
    name: str
    role: Role
    state: Literal["active", "invited", "disabled"]
    locale: Literal["zh", "en"] | None = None
    demo_password: bool = False
    created_at: datetime


class LoggedIn(BaseModel):
    """A new session: the token is told only here."""

    token: str
    expires_at: datetime
    staff: StaffView


class Invited(BaseModel):
    """A link's token, told only here; it works once, until `expires_at`."""

    token: str
    expires_at: datetime
    staff: StaffView


class LogInBody(BaseModel):
    email: str = Field(max_length=320)
    password: str = Field(max_length=1000)


class InviteBody(BaseModel):
    email: str = Field(max_length=320)
    name: str = Field(max_length=100)
    role: Role = "agent"


class AcceptBody(BaseModel):
    password: str = Field(max_length=1000)


class PasswordBody(BaseModel):
    old_password: str = Field(max_length=1000)
    new_password: str = Field(max_length=1000)


class ChangeBody(BaseModel):
    """What is given is changed."""

    role: Role | None = None
    disabled: bool | None = None


class InvitationAnswer(BaseModel):
    """`path` is the link's, below the address of the console; it works once, until `expires_at`."""

    path: str
    expires_at: datetime
    staff: StaffView


class InvitationView(BaseModel):
    """Who a link is for."""

    email: str
    name: str


class StaffList(BaseModel):
    staff: list[StaffView]


class Done(BaseModel):
    done: Literal[True] = True
