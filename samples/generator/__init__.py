"""Makes the synthetic exports of this folder; run ``samples/generate.py``."""
