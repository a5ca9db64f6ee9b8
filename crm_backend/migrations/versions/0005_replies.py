"""Edited replies and business facts"""

import sqlalchemy as sa
from alembic import op
import crm_backend.kit.db

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass
