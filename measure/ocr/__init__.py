"""How well scans are read: rendered pages, turned, blurred, noisy, askew, compressed, against their true text."""
