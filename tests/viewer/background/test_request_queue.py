from viewer.background.request_queue import Want, WishList


def test_visible_first_and_alone():
    wishes = WishList()
    wishes.add(Want.BATCH, {i: i for i in range(5)})
    wishes.add(Want.VISIBLE, {8: 8, 9: 9})
    assert [wishes.take(4) for _ in range(4)] == [[8], [9], [0, 1, 2, 3], [4]]
    assert wishes.take(4) == []


def test_replacing_is_cancelling():
    wishes = WishList()
    wishes.replace(Want.NEAR, {i: i for i in range(300)})
    wishes.replace(Want.NEAR, {"a": 1})
    assert wishes.take(10) == [1]
    assert len(wishes) == 0


def test_taken_once_though_in_two_lists():
    wishes = WishList()
    for want in Want:
        wishes.add(want, {"k": 1})
    assert wishes.take(2) == [1]
    assert wishes.take(2) == []


def test_clear():
    wishes = WishList()
    wishes.add(Want.BATCH, {1: 1})
    wishes.clear()
    assert not wishes.take(1)
