#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A client of `sluice serve` with nothing but Python's standard library.

    python3 paper_client.py http://localhost:8000            # places an order and listens to what becomes of it

PaperClient.place() sends a request again until it is answered: its orders have keys, so that each is
placed once. Decimals come as decimal.Decimal. docs/integrate/api.md describes what is behind it.
"""
import base64
import decimal
import http.client
import json
import os
import socket
import ssl
import struct
import sys
import time
import urllib.parse
import uuid


class Refused(Exception):
    """The server's answer where it is none of 2xx: `status`, and `detail`, a list of faults."""

    def __init__(self, status, detail):
        super().__init__(f"{status}: " + "; ".join(f"{fault['loc']} {fault['msg']}" for fault in detail))
        self.status, self.detail = status, detail


class PaperClient:
    def __init__(self, url, token=None, context=None, timeout=10.0):
        self.url = urllib.parse.urlsplit(url)
        self.token, self.context, self.timeout = token, context, timeout
        self.connection = None

    # Requests

    def get(self, path, **query):
        if query:
            path += "?" + urllib.parse.urlencode(query)
        return self._ask("GET", path)

    def place(self, orders, patience=30.0):
        """Places an order, or a list of them; gives the list of answers. Safe to be interrupted."""
        orders = [orders] if isinstance(orders, dict) else list(orders)
        orders = [{"client_order_id": uuid.uuid4().hex, **order} for order in orders]
        end = time.monotonic() + patience
        while True:
            try:
                return self._ask("POST", "/api/v1/paper/orders", orders)
            except Refused as refused:
                if refused.status not in (429, 503) or time.monotonic() > end:
                    raise
            except (OSError, http.client.HTTPException):
                if time.monotonic() > end:
                    raise
            time.sleep(0.2)

    def engage(self, reason, **halt):
        return self._ask("POST", "/api/v1/kill-switch", {"action": "engage", "reason": reason, **halt})

    def release(self, reason, **halt):
        return self._ask("POST", "/api/v1/kill-switch", {"action": "release", "reason": reason, **halt})

    def blotter(self, **filters):
        """Every order, newest first, page by page."""
        return self._pages("/api/v1/oms/blotter", "orders", filters)

    def executions(self, **filters):
        return self._pages("/api/v1/oms/executions", "executions", filters)

    def _pages(self, path, name, filters):
        while True:
            page = self.get(path, **filters)
            yield from page[name]
            if page["next_cursor"] is None:
                return
            filters = {**filters, "cursor": page["next_cursor"]}

    def _ask(self, method, path, body=None):
        headers = self._headers()
        if body is not None:
            headers["Content-Type"] = "application/json"
            body = json.dumps(body, default=_number)
        try:
            if self.connection is None:
                self.connection = self._connect()
            self.connection.request(method, path, body, headers)
            response = self.connection.getresponse()
            text = response.read().decode()
        except (OSError, http.client.HTTPException):
            self.close()
            raise
        answer = json.loads(text, parse_float=decimal.Decimal)
        if response.status >= 300:
            raise Refused(response.status, answer["detail"])
        return answer

    def _headers(self):
        return {"Authorization": f"Bearer {self.token}"} if self.token else {}

    def _connect(self):
        if self.url.scheme == "https":
            return http.client.HTTPSConnection(self.url.hostname, self.url.port, timeout=self.timeout,
                                               context=self.context or ssl.create_default_context())
        return http.client.HTTPConnection(self.url.hostname, self.url.port, timeout=self.timeout)

    def close(self):
        if self.connection is not None:
            self.connection.close()
        self.connection = None

    # The stream

    def events(self, since=None):
        """Every event of the account as it comes, for as long as the server is there; `since`: a seq, or None for what comes next."""
        sock = socket.create_connection((self.url.hostname, self.url.port), self.timeout)
        if self.url.scheme == "https":
            context = self.context or ssl.create_default_context()
            sock = context.wrap_socket(sock, server_hostname=self.url.hostname)
        with sock, sock.makefile("rb") as stream:
            self._shake_hands(sock, stream, since)
            sock.settimeout(None)
            message = b""
            while True:
                is_last, opcode, payload = _read_frame(stream)
                if opcode == 8:
                    return
                if opcode == 9:
                    _send_frame(sock, 10, payload)
                if opcode in (0, 1):
                    message += payload
                    if is_last:
                        yield from json.loads(message, parse_float=decimal.Decimal)
                        message = b""

    def _shake_hands(self, sock, stream, since):
        query = "?topic=account" + ("" if since is None else f"&since={since}")
        key = base64.b64encode(os.urandom(16)).decode()
        headers = {"Host": self.url.netloc, "Upgrade": "websocket", "Connection": "Upgrade",
                   "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": key, **self._headers()}
        head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        sock.sendall(f"GET /api/v1/stream{query} HTTP/1.1\r\n{head}\r\n".encode())
        status = int(stream.readline().split()[1])
        fields = http.client.parse_headers(stream)
        if status != 101:
            raise Refused(status, json.loads(stream.read(int(fields["Content-Length"])))["detail"])


def _number(value):
    """Decimals as JSON numbers; those of this API have eight decimals at most, which a float gives back."""
    if isinstance(value, decimal.Decimal):
        return float(value)
    raise TypeError(type(value))


def _read(stream, count):
    data = stream.read(count)
    if len(data) < count:
        raise ConnectionError("the stream was cut off")
    return data


def _read_frame(stream):
    first, size = _read(stream, 2)
    if size == 126:
        (size,) = struct.unpack(">H", _read(stream, 2))
    elif size == 127:
        (size,) = struct.unpack(">Q", _read(stream, 8))
    return bool(first & 0x80), first & 15, _read(stream, size)


def _send_frame(sock, opcode, payload):
    """A short frame of a client, which has to be masked."""
    mask = os.urandom(4)
    masked = bytes(byte ^ mask[i % 4] for i, byte in enumerate(payload))
    sock.sendall(bytes([0x80 | opcode, 0x80 | len(payload)]) + mask + masked)


def main():
    client = PaperClient(sys.argv[1] if len(sys.argv) > 1 else "http://localhost:8000", os.environ.get("SLUICE_TOKEN"))
    last = client.get("/api/v1/health")["journal_seq"]
    symbol = sys.argv[2] if len(sys.argv) > 2 else "IBM"
    (order,) = client.place({"symbol": symbol, "side": "BUY", "quantity": 1})
    print(order["status"], order["order_id"], order["price"], order["reason"] or "")
    for event in client.events(since=last):
        if event.get("order_id") == order["order_id"]:
            print(event["seq"], event["event"], event.get("status", ""))
            if event.get("status") in ("FILLED", "REJECTED", "CANCELED", "EXPIRED"):
                return


if __name__ == "__main__":
    main()
