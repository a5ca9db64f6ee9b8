"""Changes and requests on orders, feedback, what a handoff gathered"""

import sqlalchemy as sa
from alembic import op
import crm_backend.kit.db

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass
