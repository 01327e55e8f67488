"""`python -m motivelab`."""

from motivelab.cli import main

if __name__ == "__main__":
    main()
