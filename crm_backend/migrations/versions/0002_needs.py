"""Need readings, labels and models"""

import sqlalchemy as sa
from alembic import op
import crm_backend.kit.db

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass
