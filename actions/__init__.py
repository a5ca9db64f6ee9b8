"""The action server: what Rasa's rules ask for. Sentences are in domain.yml, facts in the CRM."""
