"""Pure rules about text, shared by the processes. Standard library only; runs on Python 3.10 and later."""
