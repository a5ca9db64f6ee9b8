"""The CRM of Rapport: the ledger of every conversation, and the only process that faces people."""
