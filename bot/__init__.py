"""What runs inside Rasa. Python 3.10, an environment of its own; never imported by the other processes."""
