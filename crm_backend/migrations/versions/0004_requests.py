"""Changes and requests on orders, feedback, what a handoff gathered"""

import sqlalchemy as sa
from alembic import op
import crm_backend.kit.db

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('orders', schema=None) as batch_op:
        batch_op.add_column(sa.Column('recipient', sa.String(), nullable=True))
        batch_op.add_column(sa.Column('recipient_phone', sa.String(), nullable=True))
        batch_op.add_column(sa.Column('delivery_wish', sa.String(), nullable=True))

    with op.batch_alter_table('handoffs', schema=None) as batch_op:
        batch_op.add_column(sa.Column('gathered', sa.JSON(), nullable=True))

    op.create_table('order_requests',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('order_id', sa.String(), nullable=False),
    sa.Column('conversation_id', sa.String(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('details', sa.JSON(), nullable=False),
    sa.Column('created_at', crm_backend.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('ended_at', crm_backend.kit.db.UtcDateTime(timezone=True), nullable=True),
    sa.Column('staff_id', sa.String(), nullable=True),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversations.id'], name=op.f('fk_order_requests_conversation_id')),
    sa.ForeignKeyConstraint(['order_id'], ['orders.id'], name=op.f('fk_order_requests_order_id')),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_order_requests_staff_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_order_requests'))
    )
    with op.batch_alter_table('order_requests', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_order_requests_conversation_id'), ['conversation_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_order_requests_order_id'), ['order_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_order_requests_state_created_at'), ['state', 'created_at'], unique=False)

    op.create_table('feedback',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('conversation_id', sa.String(), nullable=False),
    sa.Column('about', sa.String(), nullable=False),
    sa.Column('text', sa.String(), nullable=False),
    sa.Column('given_at', crm_backend.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversations.id'], name=op.f('fk_feedback_conversation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_feedback'))
    )
    with op.batch_alter_table('feedback', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_feedback_conversation_id'), ['conversation_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_feedback_given_at'), ['given_at'], unique=False)
