"""Edited replies and business facts"""

import sqlalchemy as sa
from alembic import op
import crm_backend.kit.db

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('edited_texts',
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('published', sa.Integer(), nullable=True),
    sa.Column('draft', sa.Integer(), nullable=True),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('publications', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_edited_texts'))
    )
    op.create_table('edited_text_versions',
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('content', sa.JSON(), nullable=False),
    sa.Column('author_id', sa.String(), nullable=True),
    sa.Column('created_at', crm_backend.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('published_at', crm_backend.kit.db.UtcDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['name'], ['edited_texts.name'], name=op.f('fk_edited_text_versions_name')),
    sa.PrimaryKeyConstraint('name', 'number', name=op.f('pk_edited_text_versions'))
    )
