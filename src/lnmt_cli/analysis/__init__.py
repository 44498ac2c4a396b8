"""The rules as SQL steps, the engine that runs them, statistics, results."""
