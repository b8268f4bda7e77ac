"""How much memory `blindmask serve` holds while it answers many requests, and how long it takes to its first page.

    memory.py PROGRAM REQUESTS PICTURE…

Sends REQUESTS times five a picture that is cut off and held at once, which shows what requests leave behind by themselves. Then the pictures in turn,
two at a time, to /api/v1/check and /api/v1/redact by turns. Prints resident memory as it goes, and fails when it grew: by a twentieth over the first, or
by GROWTH from the middle of the second to its end. Linux only, since it reads /proc. GLIBC_TUNABLES tries other settings of glibc's than a server's own
(`src/cli/environment.rs`).
"""

import concurrent.futures
import re
import statistics
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

AT_A_TIME = 2
# Resident memory goes up and down with the pages in hand, by a sixth from one tenth of the requests to the next: of one run it was 380, 397 and 457 MB
# in the middle and 458, 458 and 466 at the end. So means of MEAN readings are compared. Chosen: of 450 MB this lets 400 requests leak 170 KB each.
GROWTH = 1.15
MEAN = 3
CUT_GROWTH = 1.05
BORDER = "border"
NAME = "谢韵兰"
FORM = f'--{BORDER}\r\nContent-Disposition: form-data; name="name"\r\n\r\n{NAME}\r\n--{BORDER}\r\nContent-Disposition: form-data; name="file"; filename="1.jpg"\r\nContent-Type: image/jpeg\r\n\r\n'


def ask(address, number, picture):
    route = ("check", "redact")[number % 2]
    body = FORM.encode() + picture + f"\r\n--{BORDER}--\r\n".encode()
    headers = {"Content-Type": f"multipart/form-data; boundary={BORDER}", "X-Blindmask": "1"}
    with urllib.request.urlopen(urllib.request.Request(f"{address}api/v1/{route}", body, headers), timeout=900) as answer:
        answer.read()


def resident(process):
    """Resident memory now and at its highest, in MB."""
    status = Path(f"/proc/{process.pid}/status").read_text()
    return [int(re.search(rf"{key}:\s+(\d+)", status)[1]) >> 10 for key in ("VmRSS", "VmHWM")]


def measured(program, requests, pictures):
    """Resident memory after each tenth of the requests."""
    began = time.monotonic()
    command = [program, "serve", "--bind", "127.0.0.1:0", "--per-minute", "1000000", "--timeout", "600"]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        address = server.stdout.readline().strip()
        with urllib.request.urlopen(address) as page:
            page.read()
        print(f"start to first page: {time.monotonic() - began:.2f} s, with the nets loaded", flush=True)
        print("requests  resident MB  peak MB  seconds", flush=True)
        steps = []
        with concurrent.futures.ThreadPoolExecutor(AT_A_TIME) as pool:
            for tenth in range(10):
                numbers = range(requests * tenth // 10, requests * (tenth + 1) // 10)
                list(pool.map(lambda n: ask(address, n, pictures[n // 2 % len(pictures)]), numbers))
                now, peak = resident(server)
                steps.append(now)
                print(f"{numbers.stop:8}  {now:11}  {peak:7}  {time.monotonic() - began:7.0f}", flush=True)
        return steps
    finally:
        server.terminate()
        server.wait()


def judge(steps, first, growth):
    """Fails when the last MEAN readings are more than `growth` times as much as MEAN from the one after `first` tenths on."""
    middle, end = (round(statistics.mean(part)) for part in (steps[first:first + MEAN], steps[-MEAN:]))
    if end > middle * growth:
        sys.exit(f"memory grew from {middle} to {end} MB")
    print(f"memory is flat: {middle} MB after {first + 1} to {first + MEAN} tenths of the requests, {end} MB at the end")


def main():
    program, requests, *files = sys.argv[1:]
    pictures = [Path(file).read_bytes() for file in files]
    judge(measured(program, 5 * int(requests), [pictures[0][: len(pictures[0]) // 2]]), 0, CUT_GROWTH)
    judge(measured(program, int(requests), pictures), 3, GROWTH)


if __name__ == "__main__":
    main()
