"""`python -m eventstudy.cli`, where the command is not on the path."""

from eventstudy.cli import main

__all__: list[str] = []

if __name__ == "__main__":
    main()
