"""Who belongs with whom, once SQL has said who could: pure functions over candidate pairs. No rule, no vendor and no file is known here."""
