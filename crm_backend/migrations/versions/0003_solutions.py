"""Solutions, their versions and proposals"""

import sqlalchemy as sa
from alembic import op
import crm_backend.kit.db

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass
