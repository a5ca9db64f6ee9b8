"""The solution base: what is known to help, what was proposed to whom, and what came of it."""
