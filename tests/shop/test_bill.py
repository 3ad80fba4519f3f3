from shop.bill import DELIVERY_PRICE, FREE_DELIVERY_FROM, Line, bill_for

CANDLE = Line("Bougie", 2, 2400, 2000)
BOOK = Line("Livre", 1, 1490, 550)


def test_the_total_is_the_goods_and_the_delivery():
    bill = bill_for((CANDLE, BOOK))

    assert bill.total == 2 * 2400 + 1490 + DELIVERY_PRICE
    assert sum(line.amount for line in bill.lines) == bill.total


def test_vat_is_shown_by_rate_and_covers_the_delivery():
    bill = bill_for((CANDLE, BOOK))

    assert bill.vat == ((2000, 912), (550, 78))  # 5473 / 6 = 912.17; 1490 * 5.5 / 105.5 = 77.68


def test_vat_is_rounded_once_a_rate():
    bill = bill_for(tuple(Line(f"Mèche {number}", 1, 1, 2000) for number in range(12)))

    assert bill.vat == ((2000, round((12 + DELIVERY_PRICE) / 6)),)


def test_a_large_order_is_delivered_free():
    just_below = bill_for((Line("Lampe", 1, FREE_DELIVERY_FROM - 1, 2000),))
    enough = bill_for((Line("Lampe", 1, FREE_DELIVERY_FROM, 2000),))

    assert just_below.delivery is not None
    assert enough.delivery is None
    assert enough.total == FREE_DELIVERY_FROM


def test_nothing_costs_nothing():
    assert bill_for(()).total == 0
