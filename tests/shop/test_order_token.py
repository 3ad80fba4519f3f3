from shop.bill import Line, bill_for
from shop.customer import EXAMPLE, customer_from
from shop.order_token import order_token
from shop.orders import Order
from tests.shop.shopper import KEY, NOW, claims_of

BILL = bill_for((Line("Bougie Figuier", 2, 2400, 2000), Line("Le Petit livre de la flamme", 1, 1490, 550)))
ORDER = Order("LUM4821", "shopper", "cart", customer_from(EXAMPLE), BILL)


def signed(order):
    return claims_of(order_token(order, KEY, "http://127.0.0.1:8002", NOW + 0.7))


def test_the_claims_are_those_of_an_order_token():
    assert signed(ORDER) == {
        "aud": "guichet",
        "sub": "LUM4821",
        "scope": "pay",
        "iat": NOW,
        "exp": NOW + 7200,
        "order": {
            "amount": "69.63",
            "currency": "EUR",
            "email": "camille.moreau@exemple.fr",
            "language": "FR",
            "billing": {
                "firstName": "Camille",
                "lastName": "Moreau",
                "addressLine1": "14 rue des Lanternes",
                "postalCode": "44000",
                "city": "Nantes",
                "country": "FR",
            },
            "return_url": "http://127.0.0.1:8002/commande/LUM4821",
            "lines": [
                {"label": "Bougie Figuier", "quantity": 2, "unit_amount": "24.00", "vat_rate": "20"},
                {"label": "Le Petit livre de la flamme", "quantity": 1, "unit_amount": "14.90", "vat_rate": "5.5"},
                {"label": "Livraison à domicile", "quantity": 1, "unit_amount": "6.73", "vat_rate": "20"},
            ],
        },
    }


def test_the_lines_add_up_to_the_amount():
    order = signed(ORDER)["order"]

    total = sum(line["quantity"] * int(line["unit_amount"].replace(".", "")) for line in order["lines"])
    assert total == int(order["amount"].replace(".", ""))
