"""The people of the demo business. Their passwords are public: while one works, the server stays on loopback."""

from dataclasses import dataclass

from crm_backend.staff.rules import Role


@dataclass(frozen=True)
class DemoAccount:
    """An account of the demo; the hash is of the password beside it, made once, as hashing is slow."""

    email: str
    name: str
    role: Role
    password: str
    password_hash: str


DEMO_ACCOUNTS = (
    DemoAccount(
        "agent@demo.example",
        "Lin Xiao 林晓",
        "agent",
        "demo-agent",
        "$argon2id$v=19$m=65536,t=3,p=4$9Wa9/4LnqvgJkw9MS++s0g$kJ8WSUoAgyzpizC7T62S9AQiu9Hi+NO8FaPb80hAiH4",
    ),
    DemoAccount(
        "manager@demo.example",
        "Maya Chen 陈美雅",
        "manager",
        "demo-manager",
        "$argon2id$v=19$m=65536,t=3,p=4$nuqdAOFX5poEoGMJ5KbWQA$1MEyw+sHm/uMoVOZS0TkC+8v4hJ9Kv1f+//JdOQOnDQ",
    ),
    DemoAccount(
        "admin@demo.example",
        "Alex Wu 吴安",
        "admin",
        "demo-admin",
        "$argon2id$v=19$m=65536,t=3,p=4$DNscZfiFFCy6maEJ5Jkp/Q$z71wssnYwpRIcCVfSZwFq1/VgFWXrTCelV4pI2Jz8q8",
    ),
)
