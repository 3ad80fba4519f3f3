from shop.cart import MOST, Cart, cart_of, empty, keep
from shop.catalogue import PRODUCTS


def test_products_add_up():
    cart = Cart("c", {}).add("bougie-figuier", 1).add("bougeoir-anse", 1).add("bougie-figuier", 2)

    assert cart.quantities == {"bougie-figuier": 3, "bougeoir-anse": 1}
    assert cart.count == 4
    assert sum(line.amount for line in cart.bill.goods) == 3 * 2400 + 3200


def test_the_cart_of_the_guide_costs_what_the_guide_says():
    cart = Cart("c", {"bougie-figuier": 1, "bougeoir-anse": 1})

    assert cart.bill.total == 6273


def test_a_quantity_has_a_most_and_none_removes():
    cart = Cart("c", {"chandelles": 2, "lampe-aube": 1})

    assert cart.put("chandelles", MOST + 1).quantities["chandelles"] == MOST
    assert cart.put("chandelles", 0).quantities == {"lampe-aube": 1}


def test_what_is_not_sold_does_not_enter():
    assert Cart("c", {}).add("yacht", 1).quantities == {}


def test_a_session_keeps_the_cart_and_its_order():
    session = {}
    keep(session, Cart("c", {"livre-flamme": 1, "abat-jour-lin": 2}))

    assert cart_of(session).id == "c"
    assert [product.slug for product, _ in cart_of(session).items] == ["livre-flamme", "abat-jour-lin"]


def test_a_product_sold_no_more_leaves_the_cart():
    session = {"cart": {"id": "c", "quantities": [["yacht", 1], ["chandelles", 2]]}}

    assert cart_of(session).quantities == {"chandelles": 2}


def test_only_the_cart_that_was_paid_is_emptied():
    session = {}
    keep(session, Cart("refilled", {"chandelles": 1}))

    empty(session, "paid")
    assert cart_of(session).count == 1

    empty(session, "refilled")
    assert cart_of(session).count == 0
    assert cart_of(session).id != "refilled"


def test_every_product_has_its_picture(app):
    client = app.test_client()

    for product in PRODUCTS.values():
        answer = client.get(f"/static/{product.image}", base_url="http://127.0.0.1:8002")
        assert (answer.status_code, answer.mimetype) == (200, "image/svg+xml")
        answer.close()
