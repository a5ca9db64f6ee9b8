"""What the README's figures are made with. Each file runs by itself: `.venv/bin/python benchmarks/turns.py --help`."""
