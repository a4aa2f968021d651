"""In place of the process that recognises text: ends at the second page of a document, and hangs at the third."""

import json
import sys
import time

print("ready", flush=True)
for request in sys.stdin:
    number = json.loads(request)["page"]
    if number == 1:
        sys.exit(3)
    if number == 2:
        time.sleep(600)
    box = [0.0, 0.0, 10.0, 10.0]
    words = [["page", 90.0, box, box], [str(number), 90.0, box, box]]
    print(json.dumps({"lines": [[words, 10.0, 0.0, 10.0]], "height": 100.0, "dpi": 200}), flush=True)
