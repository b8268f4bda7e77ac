#!/usr/bin/env python3
"""One peer in a process of its own: loads its nets, reads one page to be warm, then reads all its pages whenever asked.

    peer.py faster-paddle|rapidocr SIZE PAGE …

One thread; more cores are used by more of these processes, which is the fastest way for both peers. Every line on stdin asks
for a round; its answer is a line of JSON: seconds of the clock and of the processor, and the process's peak memory so far."""

import json
import resource
import sys
import time


def faster_paddle(size):
    import faster_paddle as peer

    engine = peer.OcrEngine(size, threads=1)

    def read(path):
        with open(path, "rb") as page:
            return engine.ocr(page.read())

    return read


def rapidocr(size):
    import logging

    from rapidocr import ModelType, RapidOCR

    logging.disable(logging.INFO)
    model = ModelType(size)
    return RapidOCR(params={
        "EngineConfig.onnxruntime.intra_op_num_threads": 1,
        "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        "Det.model_type": model,
        "Rec.model_type": model,
    })


def spent():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def main():
    peer, size, *pages = sys.argv[1:]
    # Output of a peer must not get between the answers.
    answers, sys.stdout = sys.stdout, sys.stderr
    read = {"faster-paddle": faster_paddle, "rapidocr": rapidocr}[peer](size)
    read(pages[0])
    print("ready", file=answers, flush=True)
    for _ in sys.stdin:
        wall, processor = time.monotonic(), spent()
        for page in pages:
            read(page)
        answer = {
            "wall": time.monotonic() - wall,
            "processor": spent() - processor,
            "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
        }
        print(json.dumps(answer), file=answers, flush=True)


if __name__ == "__main__":
    main()
