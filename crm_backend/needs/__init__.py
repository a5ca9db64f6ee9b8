"""What customers need: the catalogue, how a conversation is read, and how that is learned."""
