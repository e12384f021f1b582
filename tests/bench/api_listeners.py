#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Opens N streams, has orders placed for some seconds, and tells what each of them heard.

api_listeners.py PORT N SECONDS: one line of JSON. Standard library only; one thread for all sockets.
"""
import base64
import http.client
import json
import os
import selectors
import socket
import sys
import threading
import time


def connect(port):
    """A socket behind its handshake, and what came with it."""
    sock = socket.create_connection(("127.0.0.1", port))
    key = base64.b64encode(os.urandom(16)).decode()
    sock.sendall(
        (
            f"GET /api/v1/stream HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\n"
            f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n"
        ).encode()
    )
    answer = b""
    while b"\r\n\r\n" not in answer:
        answer += sock.recv(4096)
    if b" 101 " not in answer:
        raise SystemExit(answer.decode())
    sock.setblocking(False)
    return sock, answer.split(b"\r\n\r\n", 1)[1]


class Frames:
    """Counts events in unmasked frames, and remembers the newest seq."""

    def __init__(self, rest):
        self.buffer = rest
        self.message = b""
        self.events = 0
        self.newest = 0

    def take(self, data):
        self.buffer += data
        while len(self.buffer) >= 2:
            opcode, size, head = self.buffer[0] & 15, self.buffer[1] & 127, 2
            is_last = self.buffer[0] & 128 != 0
            if size == 126:
                head, size = 4, int.from_bytes(self.buffer[2:4], "big")
            elif size == 127:
                head, size = 10, int.from_bytes(self.buffer[2:10], "big")
            if len(self.buffer) < head + size:
                return
            payload = self.buffer[head : head + size]
            self.buffer = self.buffer[head + size :]
            if opcode <= 1:  # a text, or more of it
                self.message += payload
                if is_last:
                    events = json.loads(self.message)
                    self.message = b""
                    self.events += len(events)
                    self.newest = events[-1]["seq"]


def place_orders(port, seconds, placed):
    connection = http.client.HTTPConnection("127.0.0.1", port)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        side = "BUY" if placed[0] % 2 == 0 else "SELL"
        body = json.dumps({"symbol": "IBM", "side": side, "quantity": 1, "price": 150})
        connection.request("POST", "/api/v1/paper/orders", body, {"Content-Type": "application/json"})
        answer = connection.getresponse()
        answer.read()
        if answer.status != 200:
            raise SystemExit(f"POST: {answer.status}")
        placed[0] += 1
        time.sleep(0.02)


def main():
    port, count, seconds = int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])
    selector = selectors.DefaultSelector()
    listeners = []
    for _ in range(count):
        sock, rest = connect(port)
        frames = Frames(rest)
        listeners.append(frames)
        selector.register(sock, selectors.EVENT_READ, frames)
    placed = [0]
    orders = threading.Thread(target=place_orders, args=(port, seconds, placed))
    orders.start()
    end = time.monotonic() + seconds + 2
    while time.monotonic() < end:
        for key, _ in selector.select(0.2):
            data = key.fileobj.recv(1 << 16)
            if not data:
                raise SystemExit("a stream was closed")
            key.data.take(data)
    orders.join()
    heard = [frames.events for frames in listeners]
    print(
        json.dumps(
            {
                "listeners": count,
                "orders": placed[0],
                "events_least": min(heard),
                "events_most": max(heard),
                "same_end": len({frames.newest for frames in listeners}) == 1,
            }
        )
    )


main()
