"""What ./rapport can do: one file a command, and what several of them share."""
