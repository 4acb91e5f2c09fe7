"""Programs that try to bring gradviz down, on demand: ``make stress``.

Each kind is a module with ``run(count, seed)``, which tries `count` cases, always the same for a
seed, and returns what failed, each with the shortest way to see it again.
"""
