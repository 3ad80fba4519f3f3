"""English, also for readers of other languages: months in letters, 24 hours, currencies that cannot be confused."""

from __future__ import annotations

from .texts import Texts

ENGLISH = Texts(
    language="en",
    locale="en_GB",
    day="d MMMM y",
    first_day="d MMMM y",
    moment="'at' HH:mm '(Paris time,' ZZZZ')'",
    subject="Your order {order} from {seller} is confirmed",
    title="Thank you, your order is confirmed",
    paid="Your payment of {amount} has been accepted.",
    authorized="The payment of {amount} is authorised. Your card will be debited later.",
    split=(
        "You are paying for your order of {total} in {count} instalments. The first one, {first}, has been debited; "
        "the schedule below shows the rest."
    ),
    recurring=(
        "The first payment of {amount} has been debited. The same amount will be debited at every term "
        "until these payments are stopped."
    ),
    not_an_invoice="This message confirms your order; it is not an invoice.",
    order_heading="Your order",
    order_number="Order",
    date="Date",
    means="Means of payment",
    reference="Bank reference",
    items_heading="Your items",
    item="Item",
    amount="Amount",
    quantity="Quantity\xa0{quantity}",
    quantity_and_price="{quantity}\xa0×\xa0{price}",
    vat="VAT {rate}%",
    without_vat="Total excluding VAT",
    with_vat="{total} including VAT",
    total_paid="Total paid",
    total_authorized="Total authorised",
    total_of_order="Order total",
    prices_on_request="We will gladly send you the details of the prices on request.",
    card="Bank card",
    card_in_three="Bank card in 3 instalments",
    card_in_four="Bank card in 4 instalments",
    cb="CB bank card",
    online_payment="Online payment",
    schedule_heading="Your payment schedule",
    instalment="Instalment {number} of {count} · {state}",
    instalment_paid="debited",
    instalment_due="to come",
    instalment_refused="still to be paid",
    debited="Debited so far",
    remaining="Still to be paid",
    stop_heading="Stopping these payments",
    stop="To stop these payments, write to us and give your order number, {order}.",
    delivery_heading="Delivery address",
    rights_heading="Your rights",
    withdrawal=(
        "You have fourteen days after receiving your order to withdraw from the contract, without giving any reason."
    ),
    withdrawal_link="Withdraw from the contract here",
    guarantees=(
        "Your purchases are covered by the legal guarantee of conformity (articles L217-3 and following of the "
        "French Consumer Code) and the legal guarantee against hidden defects (articles 1641 and following of "
        "the French Civil Code)."
    ),
    mediator=(
        "If a dispute with us could not be settled, you may turn to the consumer mediator free of charge: {mediator}"
    ),
    terms_link="Terms and conditions of sale",
    contact_heading="Any questions?",
    contact="Give us your order number, {order}, and we will find your order at once.",
    email="E-mail",
    phone="Telephone",
    website="Website",
    seller_heading="Seller",
    name="Name",
    address="Address",
    siren="SIREN number",
    rcs="Trade register",
    capital="Share capital",
    vat_number="VAT number",
)
