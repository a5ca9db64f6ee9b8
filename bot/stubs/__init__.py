"""Stand-ins for heavy packages that Rasa imports and our pipeline never uses."""
