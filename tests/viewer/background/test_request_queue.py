"""Requests are taken by priority, once, and replaced as a whole."""

from viewer.background.request_queue import Priority, RequestQueue


def test_visible_first_and_alone():
    queue = RequestQueue()
    queue.add(Priority.BATCH, {i: i for i in range(5)})
    queue.add(Priority.VISIBLE, {8: 8, 9: 9})
    assert [queue.take(4) for _ in range(4)] == [[8], [9], [0, 1, 2, 3], [4]]
    assert queue.take(4) == []


def test_replacing_is_cancelling():
    queue = RequestQueue()
    queue.replace(Priority.NEAR, {i: i for i in range(300)})
    queue.replace(Priority.NEAR, {"a": 1})
    assert queue.take(10) == [1]
    assert len(queue) == 0


def test_taken_once_though_in_two_lists():
    queue = RequestQueue()
    for priority in Priority:
        queue.add(priority, {"k": 1})
    assert queue.take(2) == [1]
    assert queue.take(2) == []


def test_clear():
    queue = RequestQueue()
    queue.add(Priority.BATCH, {1: 1})
    queue.clear()
    assert not queue.take(1)
