"""Solutions, their versions and proposals"""

import sqlalchemy as sa
from alembic import op
import crm_backend.kit.db

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('solutions',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('published', sa.Integer(), nullable=True),
    sa.Column('draft', sa.Integer(), nullable=True),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('publications', sa.Integer(), nullable=False),
    sa.Column('seed', sa.String(), nullable=True),
    sa.Column('helped', sa.Integer(), nullable=False),
    sa.Column('failed', sa.Integer(), nullable=False),
    sa.Column('created_at', crm_backend.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('updated_at', crm_backend.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_solutions'))
    )
    op.create_table('solution_versions',
    sa.Column('solution_id', sa.String(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('content', sa.JSON(), nullable=False),
    sa.Column('author_id', sa.String(), nullable=True),
    sa.Column('created_at', crm_backend.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('published_at', crm_backend.kit.db.UtcDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['solution_id'], ['solutions.id'], name=op.f('fk_solution_versions_solution_id')),
    sa.PrimaryKeyConstraint('solution_id', 'number', name=op.f('pk_solution_versions'))
    )
    op.create_table('solution_terms',
    sa.Column('solution_id', sa.String(), nullable=False),
    sa.Column('term', sa.String(), nullable=False),
    sa.Column('weight', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['solution_id'], ['solutions.id'], name=op.f('fk_solution_terms_solution_id')),
    sa.PrimaryKeyConstraint('solution_id', 'term', name=op.f('pk_solution_terms'))
    )
    with op.batch_alter_table('solution_terms', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_solution_terms_term'), ['term'], unique=False)

    op.create_table('proposals',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('conversation_id', sa.String(), nullable=False),
    sa.Column('message_id', sa.String(), nullable=False),
    sa.Column('solution_id', sa.String(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('language', sa.String(), nullable=False),
    sa.Column('need', sa.String(), nullable=True),
    sa.Column('rank', sa.Integer(), nullable=False),
    sa.Column('left', sa.Integer(), nullable=False),
    sa.Column('score', sa.Float(), nullable=False),
    sa.Column('reasons', sa.JSON(), nullable=False),
    sa.Column('helped', sa.Boolean(), nullable=True),
    sa.Column('created_at', crm_backend.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.Column('outcome_at', crm_backend.kit.db.UtcDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversations.id'], name=op.f('fk_proposals_conversation_id')),
    sa.ForeignKeyConstraint(['solution_id'], ['solutions.id'], name=op.f('fk_proposals_solution_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_proposals')),
    sa.UniqueConstraint('conversation_id', 'message_id', name=op.f('uq_proposals_conversation_id_message_id')),
    sa.UniqueConstraint('conversation_id', 'solution_id', name=op.f('uq_proposals_conversation_id_solution_id'))
    )
    with op.batch_alter_table('proposals', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_proposals_solution_id_helped'), ['solution_id', 'helped'], unique=False)

    op.create_table('proposal_gaps',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('conversation_id', sa.String(), nullable=False),
    sa.Column('message_id', sa.String(), nullable=False),
    sa.Column('solution_id', sa.String(), nullable=True),
    sa.Column('language', sa.String(), nullable=False),
    sa.Column('need', sa.String(), nullable=True),
    sa.Column('created_at', crm_backend.kit.db.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversations.id'], name=op.f('fk_proposal_gaps_conversation_id')),
    sa.ForeignKeyConstraint(['solution_id'], ['solutions.id'], name=op.f('fk_proposal_gaps_solution_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_proposal_gaps'))
    )
    with op.batch_alter_table('proposal_gaps', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_proposal_gaps_conversation_id_message_id'), ['conversation_id', 'message_id'], unique=False)
