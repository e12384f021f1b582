#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""paper_client_test.py FOLDER URL: the example client does what it says, against a running server."""
import decimal
import http.client
import subprocess
import sys
import unittest

sys.path.insert(0, sys.argv[1])
import paper_client  # noqa: E402

URL = sys.argv[2]
ORDER = {"symbol": "AAA", "side": "BUY", "quantity": 2}


class PaperClientTest(unittest.TestCase):
    def setUp(self):
        self.client = paper_client.PaperClient(URL)
        self.addCleanup(self.client.close)

    def test_order_is_placed_and_in_blotter_and_executions(self):
        (order,) = self.client.place({**ORDER, "price": decimal.Decimal("100.25")})
        self.assertEqual(order["status"], "FILLED")
        self.assertIsInstance(order["price"], decimal.Decimal)
        newest = next(self.client.blotter(symbol="AAA"))
        self.assertEqual(newest["order_id"], order["order_id"])
        self.assertEqual(next(self.client.executions())["exec_id"], "EXEC-" + order["order_id"])

    def test_answer_that_is_lost_is_asked_for_again_and_placed_once(self):
        before = self.held()
        real, lost = http.client.HTTPConnection.getresponse, []

        def lose_the_first(connection):
            response = real(connection)
            if not lost:
                lost.append(response.read())
                raise ConnectionResetError("lost by the test")
            return response

        http.client.HTTPConnection.getresponse = lose_the_first
        try:
            (order,) = self.client.place(ORDER)
        finally:
            http.client.HTTPConnection.getresponse = real
        self.assertIn(order["order_id"].encode(), lost[0])
        self.assertEqual(self.held(), before + 2)

    def held(self):
        return {row["symbol"]: row["quantity"] for row in self.client.get("/api/v1/paper/positions")}.get("AAA", 0)

    def test_pages_are_walked(self):
        orders = self.client.place([ORDER] * 7)
        seen = [row["order_id"] for row in self.client.blotter(limit=2)]
        self.assertEqual(seen[:7], [order["order_id"] for order in reversed(orders)])
        self.assertEqual(len(seen), len(set(seen)))

    def test_fault_is_told_with_its_place(self):
        with self.assertRaises(paper_client.Refused) as caught:
            self.client.place({**ORDER, "quantity": 0})
        self.assertEqual(caught.exception.status, 422)
        self.assertEqual(caught.exception.detail[0]["loc"], ["body", 0, "quantity"])

    def test_halt_refuses_until_it_is_released(self):
        self.assertTrue(self.client.engage("by the test", scope="symbol", name="BBB")["engaged"])
        (order,) = self.client.place({**ORDER, "symbol": "BBB"})
        self.assertEqual(order["status"], "REJECTED")
        self.assertFalse(self.client.release("over", scope="symbol", name="BBB")["engaged"])

    def test_stream_goes_on_behind_a_seq(self):
        seq = self.client.get("/api/v1/health")["journal_seq"]
        first = self.client.place([ORDER] * 40)[0]  # more than one frame holds
        events = self.client.events(since=seq)
        kinds = []
        for event in events:
            kinds.append(event["event"])
            self.assertGreater(event["seq"], seq)
            if event["event"] == "order" and event["status"] == "FILLED":
                self.assertEqual(event["order_id"], first["order_id"])
                break
        self.assertTrue({"order", "verdict", "fill", "position"} <= set(kinds), kinds)

    def test_program_tells_what_became_of_its_order(self):
        said = subprocess.run([sys.executable, paper_client.__file__, URL, "CCC"], capture_output=True, text=True,
                              timeout=30, check=True).stdout
        self.assertTrue(said.startswith("FILLED "), said)
        self.assertTrue(said.splitlines()[-1].endswith("order FILLED"), said)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
