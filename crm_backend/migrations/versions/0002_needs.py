"""Need readings, labels and models"""

import sqlalchemy as sa
from alembic import op
import crm_backend.kit.db

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('need_models',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('head', sa.String(), nullable=True),
    sa.Column('fingerprint', sa.String(), nullable=False),
    sa.Column('seeds', sa.String(), nullable=True),
    sa.Column('file', sa.String(), nullable=False),
    sa.Column('metrics', sa.JSON(), nullable=False),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.Column('created_at', crm_backend.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_need_models'))
    )
    op.create_index(op.f('ix_need_models_kind_created_at'), 'need_models', ['kind', 'created_at'], unique=False)
    op.create_table('need_readings',
    sa.Column('conversation_id', sa.String(), nullable=False),
    sa.Column('message_id', sa.String(), nullable=False),
    sa.Column('model_id', sa.String(), nullable=False),
    sa.Column('need', sa.String(), nullable=False),
    sa.Column('priority', sa.String(), nullable=False),
    sa.Column('confidence', sa.Float(), nullable=False),
    sa.Column('reading', sa.JSON(), nullable=False),
    sa.Column('read_at', crm_backend.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversations.id'], name=op.f('fk_need_readings_conversation_id_conversations')),
    sa.ForeignKeyConstraint(['message_id'], ['messages.id'], name=op.f('fk_need_readings_message_id_messages')),
    sa.ForeignKeyConstraint(['model_id'], ['need_models.id'], name=op.f('fk_need_readings_model_id_need_models')),
    sa.PrimaryKeyConstraint('conversation_id', 'message_id', name=op.f('pk_need_readings'))
    )
    op.create_index(op.f('ix_need_readings_model_id'), 'need_readings', ['model_id'], unique=False)
    op.create_index(op.f('ix_need_readings_need'), 'need_readings', ['need'], unique=False)
    op.create_table('need_labels',
    sa.Column('conversation_id', sa.String(), nullable=False),
    sa.Column('need', sa.String(), nullable=False),
    sa.Column('also', sa.JSON(), nullable=False),
    sa.Column('priority', sa.String(), nullable=True),
    sa.Column('staff_id', sa.String(), nullable=False),
    sa.Column('labelled_at', crm_backend.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversations.id'], name=op.f('fk_need_labels_conversation_id_conversations')),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_need_labels_staff_id_staff')),
    sa.PrimaryKeyConstraint('conversation_id', name=op.f('pk_need_labels'))
    )
    op.add_column('conversations', sa.Column('priority', sa.String(), nullable=True))
