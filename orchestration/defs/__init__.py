"""The parts of the definitions, one concern a file."""
