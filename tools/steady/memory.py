"""How much memory `blindmask serve` holds while it answers many requests, and how long it takes to its first page.

    memory.py PROGRAM REQUESTS PICTURE…

Sends REQUESTS times five a picture that is cut off and held at once, which shows what requests leave behind by themselves. Then the pictures in turn,
two at a time, to /api/v1/check and /api/v1/redact by turns. Prints resident memory as it goes, and fails when it grew: by a twentieth over the first, or
by GROWTH over the second half of the second. Linux only, since it reads /proc. GLIBC_TUNABLES tries other settings of glibc's than a server's own
(`src/cli/environment.rs`).
"""

import concurrent.futures
import re
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

AT_A_TIME = 2
# Resident memory goes up and down with the pages in hand. One picture alone stayed between 364 and 398 MB over 240 requests; seventeen grew from 524 MB after
# a hundred to 601 after five hundred, and lay between 600 and 663 from then on. Chosen: of 600 MB it lets five hundred requests leak 180 KB each.
GROWTH = 1.15
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
    if steps[-1] > steps[first] * growth:
        sys.exit(f"memory grew from {steps[first]} to {steps[-1]} MB")
    print(f"memory is flat: {steps[first]} MB after {first + 1} tenths of the requests, {steps[-1]} MB after all")


def main():
    program, requests, *files = sys.argv[1:]
    pictures = [Path(file).read_bytes() for file in files]
    judge(measured(program, 5 * int(requests), [pictures[0][: len(pictures[0]) // 2]]), 0, CUT_GROWTH)
    judge(measured(program, int(requests), pictures), 4, GROWTH)


if __name__ == "__main__":
    main()
