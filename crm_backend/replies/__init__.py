"""What the assistant says, as the shop edited it, and the facts of the business that its sentences name."""
