"""The summary of a closed conversation: places in its messages instead of a text (none was ever written)"""

import sqlalchemy as sa
from alembic import op

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_column('conversations', 'summary')
    op.add_column('conversations', sa.Column('summary', sa.JSON(none_as_null=True), nullable=True))
